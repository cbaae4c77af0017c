//! What a Rust file says of refusals: read from its syntax, not its text.
//!
//! Tests are told apart from code. What the catalogue could not see (a reason
//! that is no literal, a refusal inside a macro) is a complaint, so that none
//! is left out in silence.

use std::collections::{BTreeMap, BTreeSet};

use syn::{
    Expr, ExprCall, ExprMethodCall, ExprPath, ImplItemFn, Item, ItemConst, ItemFn, ItemImpl,
    ItemMod, Macro, Pat, visit, visit::Visit,
};

use super::syntax::{
    Fields, Literals, Variants, arms, asked, attributes, code_of, codes_in, converted, ends_with,
    is_call_of, is_test, last_of_path, literal, messages_of_enums, of_kind, type_name,
};

/// A `const X: Refusal = Refusal::new(…)`.
#[derive(Clone, Debug)]
pub struct Refusal {
    /// The constant.
    pub name: String,
    /// The variant of `Kind`.
    pub kind: String,
    pub reason: String,
    pub field: String,
    pub rule: String,
    pub remedy: String,
}

/// A status that is made on the spot.
#[derive(Clone, Debug)]
pub struct Status {
    pub reason: String,
    pub code: String,
    pub field: String,
    pub text: String,
    /// The function that makes it.
    pub within: String,
}

/// A refusal that a test expects of a command, by constant and variant.
pub type Expected = (String, String);

/// What a file says.
#[derive(Default)]
pub struct Source {
    pub refusals: Vec<Refusal>,
    pub statuses: Vec<Status>,
    /// Every name that is used as a value, tests included.
    pub names: BTreeSet<String>,
    /// What tests expect of a command that they name.
    pub expected: Vec<Expected>,
    /// What each function of the code calls or names, but for its own variables.
    pub mentions: BTreeMap<String, BTreeSet<String>>,
    /// gRPC's codes by the variants of `Kind`, where they are matched.
    pub codes: BTreeMap<String, String>,
    /// gRPC's codes by the variants of errors that know their own.
    pub codes_of_variants: BTreeMap<String, String>,
    /// gRPC's codes by the errors that become a status in one way.
    pub codes_of_errors: BTreeMap<String, String>,
    /// The modules that stand in tests only, by file name or by `#[path]`.
    pub test_modules: Vec<String>,
    pub complaints: Vec<String>,
}

/// Reads a file.
pub fn read(path: &str, text: &str) -> Source {
    let mut reader = Reader { path: path.to_owned(), ..Reader::default() };
    match syn::parse_file(text) {
        Ok(file) => {
            reader.enums = messages_of_enums(&file.items);
            reader.visit_file(&file);
        }
        Err(error) => reader.complain(&format!("it cannot be read: {error}")),
    }
    reader.source
}

#[derive(Default)]
struct Reader {
    path: String,
    source: Source,
    /// What an error says of its variants, by enum.
    enums: BTreeMap<String, BTreeMap<String, String>>,
    in_tests: usize,
    /// The type and trait of the implementation that is read.
    of: (String, String),
    functions: Vec<String>,
    /// The codes that the function in hand names.
    codes: Vec<String>,
    /// The texts that it gave a name.
    texts: BTreeMap<String, String>,
    /// The variants that the arm in hand matches.
    matched: Vec<String>,
    /// What the function in hand calls, what it names, and its own variables.
    called: BTreeSet<String>,
    named: BTreeSet<String>,
    bound: BTreeSet<String>,
}

impl Reader {
    fn complain(&mut self, what: &str) {
        self.source.complaints.push(format!("{}: {what}", self.path));
    }

    fn within(&self) -> String {
        self.functions.last().cloned().unwrap_or_default()
    }

    fn function(&mut self, name: String, read: impl FnOnce(&mut Self)) {
        let outer = (std::mem::take(&mut self.codes), std::mem::take(&mut self.texts));
        self.functions.push(name.clone());
        read(self);
        self.functions.pop();
        (self.codes, self.texts) = outer;
        let (called, named, bound) = (
            std::mem::take(&mut self.called),
            std::mem::take(&mut self.named),
            std::mem::take(&mut self.bound),
        );
        if self.in_tests == 0 {
            let mentions = self.source.mentions.entry(name).or_default();
            mentions.extend(called);
            mentions.extend(named.difference(&bound).cloned());
        }
    }

    fn refusal(&mut self, name: &str, call: &ExprCall) {
        let texts: Vec<String> = call.args.iter().skip(1).filter_map(literal).collect();
        let kind = call.args.first().and_then(last_of_path).unwrap_or_default();
        let Ok([reason, field, rule, remedy]) = <[String; 4]>::try_from(texts) else {
            return self.complain(&format!("{name}: a refusal has four literals"));
        };
        let name = name.to_owned();
        self.source.refusals.push(Refusal { name, kind, reason, field, rule, remedy });
    }

    /// `with_reason(Code::X, "REASON", "what it says", [field("…")])`.
    fn status(&mut self, call: &ExprCall) {
        let args: Vec<&Expr> = call.args.iter().collect();
        let [code, reason, text, metadata] = args.as_slice() else {
            return self.complain("`with_reason` has four arguments");
        };
        // What is passed on was named where it is from.
        if is_call_of(reason, "reason") {
            return;
        }
        // `key.code()`, where an arm says which error it is: looked up later.
        let of_error = || self.matched.last().filter(|_| is_call_of(code, "code")).cloned();
        let (Some(reason), Some(code)) = (literal(reason), code_of(code).or_else(of_error)) else {
            let within = self.within();
            return self.complain(&format!("{within}: the reason or the code is no literal"));
        };
        let mut words = Literals::default();
        words.visit_expr(text);
        words.0.extend(last_of_path(text).and_then(|name| self.texts.get(&name).cloned()));
        let mut fields = Fields::default();
        fields.visit_expr(metadata);
        let (field, within) = (fields.0.join(", "), self.within());
        let Some(text) = words.0.first().cloned() else {
            return self.complain(&format!("{reason} says nothing that can be read here"));
        };
        self.source.statuses.push(Status { reason, code, field, text, within });
    }

    /// `with_error_info("REASON", …)` and `set_error_info("REASON", …)`: their
    /// code is the one that the function names.
    fn info(&mut self, reason: &Expr) {
        let Some(reason) = literal(reason) else { return };
        let within = self.within();
        let code = self.codes.first().cloned().unwrap_or_default();
        let status = Status { reason, code, field: String::new(), text: String::new(), within };
        self.source.statuses.push(status);
    }

    /// `fn reason(&self) -> &str { match self { Self::A => "A_REASON", … } }`.
    fn reasons(&mut self, function: &ImplItemFn, of: &ItemImpl) {
        let said = self.enums.get(&self.of.0).cloned().unwrap_or_default();
        let codes = of.items.iter().find_map(|item| match item {
            syn::ImplItem::Fn(f) if f.sig.ident == "code" => Some(arms(f, code_of)),
            _ => None,
        });
        self.source.codes_of_variants.extend(codes.clone().into_iter().flatten());
        for (variant, reason) in arms(function, literal) {
            let code = codes.as_ref().and_then(|c| c.get(&variant)).cloned().unwrap_or_default();
            let text = said.get(&variant).cloned().unwrap_or_default();
            let within = self.of.0.clone();
            let field = String::new();
            self.source.statuses.push(Status { reason, code, field, text, within });
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        let tests = is_test(attributes(item));
        self.in_tests += usize::from(tests);
        visit::visit_item(self, item);
        self.in_tests -= usize::from(tests);
    }

    fn visit_item_mod(&mut self, module: &'ast ItemMod) {
        if module.content.is_none() && self.in_tests > 0 {
            let path = module.attrs.iter().find_map(|attribute| match &attribute.meta {
                syn::Meta::NameValue(of) if of.path.is_ident("path") => literal(&of.value),
                _ => None,
            });
            self.source.test_modules.push(path.unwrap_or_else(|| module.ident.to_string()));
        }
        visit::visit_item_mod(self, module);
    }

    fn visit_item_const(&mut self, constant: &'ast ItemConst) {
        if let Expr::Call(call) = constant.expr.as_ref()
            && self.in_tests == 0
            && ends_with(&call.func, &["Refusal", "new"])
        {
            return self.refusal(&constant.ident.to_string(), call);
        }
        visit::visit_item_const(self, constant);
    }

    fn visit_item_impl(&mut self, block: &'ast ItemImpl) {
        let outer = self.of.clone();
        let of_trait = block.trait_.as_ref().and_then(|(_, path, _)| path.segments.last());
        self.of =
            (type_name(&block.self_ty), of_trait.map(|s| s.ident.to_string()).unwrap_or_default());
        for item in &block.items {
            if let syn::ImplItem::Fn(function) = item
                && function.sig.ident == "reason"
                && self.in_tests == 0
            {
                self.reasons(function, block);
            }
        }
        if let ("Status", Some(error)) = (self.of.0.as_str(), of_trait.and_then(converted)) {
            let codes = codes_in(|codes| codes.visit_item_impl(block));
            self.source.codes_of_errors.extend(codes.first().map(|code| (error, code.clone())));
        }
        visit::visit_item_impl(self, block);
        self.of = outer;
    }

    fn visit_impl_item_fn(&mut self, function: &'ast ImplItemFn) {
        let name = function.sig.ident.to_string();
        self.function(name, |reader| {
            reader.codes = codes_in(|codes| codes.visit_block(&function.block));
            visit::visit_impl_item_fn(reader, function);
        });
    }

    fn visit_item_fn(&mut self, function: &'ast ItemFn) {
        let name = function.sig.ident.to_string();
        self.function(name, |reader| {
            reader.codes = codes_in(|codes| codes.visit_block(&function.block));
            visit::visit_item_fn(reader, function);
        });
    }

    fn visit_local(&mut self, local: &'ast syn::Local) {
        if let (Pat::Ident(name), Some(init)) = (&local.pat, &local.init)
            && let Some(text) = literal(&init.expr)
        {
            self.texts.insert(name.ident.to_string(), text);
        }
        visit::visit_local(self, local);
    }

    fn visit_arm(&mut self, arm: &'ast syn::Arm) {
        if let Some(kind) = of_kind(&arm.pat) {
            let codes = codes_in(|codes| codes.visit_expr(&arm.body));
            self.source.codes.extend(codes.first().map(|code| (kind, code.clone())));
        }
        let mut variants = Variants::default();
        variants.visit_pat(&arm.pat);
        let outer = std::mem::replace(&mut self.matched, variants.0);
        visit::visit_arm(self, arm);
        self.matched = outer;
    }

    fn visit_pat_ident(&mut self, of: &'ast syn::PatIdent) {
        self.bound.insert(of.ident.to_string());
        visit::visit_pat_ident(self, of);
    }

    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        self.called.extend(last_of_path(&call.func));
        if self.in_tests == 0 {
            if ends_with(&call.func, &["Refusal", "new"]) {
                self.complain("a refusal is made where it is used, and not as a constant");
            } else if ends_with(&call.func, &["with_reason"]) {
                self.status(call);
            } else if ends_with(&call.func, &["with_error_info"]) {
                call.args.first().into_iter().for_each(|reason| self.info(reason));
            }
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_method_call(&mut self, call: &'ast ExprMethodCall) {
        let name = call.method.to_string();
        self.called.insert(name.clone());
        if name == "set_error_info" && self.in_tests == 0 {
            call.args.first().into_iter().for_each(|reason| self.info(reason));
        }
        if let ("then_refused", Some(command)) = (name.as_str(), asked(&call.receiver))
            && let Some(refusal) = call.args.first().and_then(last_of_path)
        {
            self.source.expected.push((refusal, command));
            return self.visit_expr(&call.receiver);
        }
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_path(&mut self, path: &'ast ExprPath) {
        if let Some(last) = path.path.segments.last() {
            self.source.names.insert(last.ident.to_string());
            self.named.insert(last.ident.to_string());
        }
        visit::visit_expr_path(self, path);
    }

    fn visit_macro(&mut self, of: &'ast Macro) {
        let tokens = of.tokens.to_string();
        let hidden = ["with_reason (", "Refusal :: new", "with_error_info (", "set_error_info ("];
        if self.in_tests == 0 && hidden.iter().any(|call| tokens.contains(call)) {
            self.complain("a refusal is made inside a macro, where the catalogue cannot see it");
        }
        // A constant inside a macro, such as `assert_eq!(x, refusal::Y)`, is used all the same.
        let words = tokens.split(|c: char| !c.is_alphanumeric() && c != '_');
        self.source.names.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
        visit::visit_macro(self, of);
    }
}
