//! What is asked of a piece of Rust syntax.

use std::collections::BTreeMap;

use syn::{
    Attribute, Expr, ExprCall, ImplItemFn, Item, Lit, Macro, Pat, Type, visit, visit::Visit,
};

/// The `E` of `From<E>`.
pub fn converted(of_trait: &syn::PathSegment) -> Option<String> {
    let syn::PathArguments::AngleBracketed(of) = &of_trait.arguments else { return None };
    match of.args.first()? {
        syn::GenericArgument::Type(of) if of_trait.ident == "From" => Some(type_name(of)),
        _ => None,
    }
}

/// The variant that `….when(Variant(…))…` asks for.
pub fn asked(receiver: &Expr) -> Option<String> {
    match receiver {
        Expr::MethodCall(call) if call.method == "when" => match call.args.first()? {
            Expr::Call(command) => last_of_path(&command.func),
            _ => None,
        },
        Expr::MethodCall(call) => asked(&call.receiver),
        _ => None,
    }
}

/// The arms of a function's match that give a value, by variant.
pub fn arms(
    function: &ImplItemFn,
    value: impl Fn(&Expr) -> Option<String>,
) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for statement in &function.block.stmts {
        if let syn::Stmt::Expr(Expr::Match(of), None) = statement {
            for arm in &of.arms {
                if let (Some(variant), Some(value)) = (variant(&arm.pat), value(&arm.body)) {
                    found.insert(variant, value);
                }
            }
        }
    }
    found
}

pub fn variant(pattern: &Pat) -> Option<String> {
    let path = match pattern {
        Pat::Path(of) => &of.path,
        Pat::Struct(of) => &of.path,
        Pat::TupleStruct(of) => &of.path,
        _ => return None,
    };
    path.segments.last().map(|segment| segment.ident.to_string())
}

/// Every name at the end of a path in a pattern.
#[derive(Default)]
pub struct Variants(pub Vec<String>);

impl<'ast> Visit<'ast> for Variants {
    fn visit_path(&mut self, path: &'ast syn::Path) {
        self.0.extend(path.segments.last().map(|segment| segment.ident.to_string()));
    }
}

/// The variant of `Kind` that a pattern names.
pub fn of_kind(pattern: &Pat) -> Option<String> {
    let Pat::Path(of) = pattern else { return None };
    let kind = of.path.segments.iter().rev().nth(1)?;
    if kind.ident == "Kind" { variant(pattern) } else { None }
}

/// The `#[error("…")]` of every variant of every enum.
pub fn messages_of_enums(items: &[Item]) -> BTreeMap<String, BTreeMap<String, String>> {
    let said = |variant: &syn::Variant| {
        let error = variant.attrs.iter().find(|a| a.path().is_ident("error"))?;
        let words: syn::LitStr = error.parse_args().ok()?;
        Some((variant.ident.to_string(), words.value()))
    };
    items
        .iter()
        .filter_map(|item| match item {
            Item::Enum(of) => {
                Some((of.ident.to_string(), of.variants.iter().filter_map(said).collect()))
            }
            _ => None,
        })
        .collect()
}

/// Every `Code::X` in some code.
#[derive(Default)]
pub struct Codes(pub Vec<String>);

impl<'ast> Visit<'ast> for Codes {
    fn visit_expr(&mut self, expression: &'ast Expr) {
        self.0.extend(code_of(expression));
        visit::visit_expr(self, expression);
    }
}

pub fn codes_in(read: impl FnOnce(&mut Codes)) -> Vec<String> {
    let mut codes = Codes::default();
    read(&mut codes);
    codes.0
}

/// Every literal text in some code.
#[derive(Default)]
pub struct Literals(pub Vec<String>);

impl<'ast> Visit<'ast> for Literals {
    fn visit_lit_str(&mut self, text: &'ast syn::LitStr) {
        self.0.push(text.value());
    }

    fn visit_macro(&mut self, of: &'ast Macro) {
        // `format!("…", …)`: its first literal.
        let first = of.tokens.clone().into_iter().next().map(|token| token.to_string());
        let text = first.and_then(|first| syn::parse_str::<syn::LitStr>(&first).ok());
        self.0.extend(text.map(|text| text.value()));
    }
}

/// Every `field("…")` in some code.
#[derive(Default)]
pub struct Fields(pub Vec<String>);

impl<'ast> Visit<'ast> for Fields {
    fn visit_expr_call(&mut self, call: &'ast ExprCall) {
        if ends_with(&call.func, &["field"]) {
            self.0.extend(call.args.first().and_then(literal));
        }
        visit::visit_expr_call(self, call);
    }
}

pub fn literal(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(of) => match &of.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// `Code::X`, as gRPC writes it: `X_Y`.
pub fn code_of(expression: &Expr) -> Option<String> {
    let Expr::Path(of) = expression else { return None };
    let mut last = of.path.segments.iter().rev();
    let (code, of_what) = (last.next()?, last.next()?);
    if of_what.ident == "Code" { Some(screaming(&code.ident.to_string())) } else { None }
}

pub fn last_of_path(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Path(of) => of.path.segments.last().map(|segment| segment.ident.to_string()),
        _ => None,
    }
}

pub fn ends_with(expression: &Expr, names: &[&str]) -> bool {
    let Expr::Path(of) = expression else { return false };
    let path: Vec<String> = of.path.segments.iter().map(|s| s.ident.to_string()).collect();
    path.len() >= names.len() && path.iter().rev().zip(names.iter().rev()).all(|(a, b)| a == b)
}

pub fn is_call_of(expression: &Expr, method: &str) -> bool {
    matches!(expression, Expr::MethodCall(call) if call.method == method)
}

pub fn type_name(of: &Type) -> String {
    match of {
        Type::Path(path) => path.path.segments.last().map(|s| s.ident.to_string()),
        _ => None,
    }
    .unwrap_or_default()
}

pub fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(of) => &of.attrs,
        Item::Enum(of) => &of.attrs,
        Item::Fn(of) => &of.attrs,
        Item::Impl(of) => &of.attrs,
        Item::Mod(of) => &of.attrs,
        Item::Struct(of) => &of.attrs,
        _ => &[],
    }
}

/// Whether something stands in tests only.
pub fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || (attribute.path().is_ident("cfg")
                && attribute.parse_args::<syn::Path>().is_ok_and(|path| path.is_ident("test")))
    })
}

/// `record_contact` as `RecordContact`.
pub fn pascal(snake: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    snake.split('_').filter_map(word).collect()
}

/// `NotFound` as `NOT_FOUND`.
pub fn screaming(pascal: &str) -> String {
    let mut text = String::new();
    for letter in pascal.chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.extend(letter.to_uppercase());
    }
    text
}
