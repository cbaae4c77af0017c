//! `candour return`: what an oversight body asks of a scheme, and what is behind each figure.

use dashboard::return_file::{HEADINGS, completeness, lines, published};
use proto::oversight::{
    Completeness, ExplainFigureRequest, Figure, FigureEvent, FigureState, GetReturnRequest,
    GetReturnResponse,
};

use crate::{
    client::{Access, Days},
    exit::Exit,
    names,
    output::{Column, Format, Output, say, wire_day},
};

/// Writes the oversight return of a scheme, or lists the events behind one of its figures.
#[derive(clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
#[command(after_help = "\
Small numbers are shown to oversight bodies alone; --suppressed leaves them out for anybody, as
for publication. With --output csv there is a line for each figure, and one for each of its rows.")]
pub struct Return {
    #[command(subcommand)]
    one: Option<One>,

    #[command(flatten)]
    scheme: Option<Scheme>,

    /// Leave small numbers out, as for publication.
    #[arg(long)]
    suppressed: bool,

    #[command(flatten)]
    days: Days,

    #[command(flatten)]
    access: Access,
}

/// Which scheme.
#[derive(Clone, Debug, clap::Args)]
pub struct Scheme {
    /// The scheme, as an id or as `@scheme.name`.
    #[arg(long)]
    scheme: String,
}

/// What is done with one figure.
#[derive(clap::Subcommand)]
enum One {
    /// List the events behind a figure, oldest first.
    Explain(Explain),
}

/// Lists the events behind a figure.
#[derive(clap::Args)]
struct Explain {
    /// The figure, such as `sanctions.cautions`.
    figure: String,

    #[command(flatten)]
    scheme: Scheme,

    #[command(flatten)]
    days: Days,

    #[command(flatten)]
    access: Access,
}

impl Return {
    /// Writes it.
    ///
    /// # Errors
    /// If the projection does not answer or refuses.
    pub async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        if let Some(One::Explain(explain)) = self.one {
            return explain.run(output).await;
        }
        let scheme = self.scheme.map(|scheme| scheme.scheme).unwrap_or_default();
        let answer = asked(&self.access, &scheme, &self.days, self.suppressed).await?;
        match output.format {
            Format::Json => output.json(&answer)?,
            Format::Jsonl => {
                let mut figures = answer.parts.iter().flat_map(|part| &part.figures);
                figures.try_for_each(|figure| output.json_line(figure))?;
            }
            Format::Csv => output.csv(HEADINGS, lines(&answer))?,
            Format::Table => output.page(&answer, page)?,
        }
        Ok(Exit::Done)
    }
}

/// Asks for the return of a scheme.
///
/// # Errors
/// If there is no such id, or the projection does not answer or refuses.
pub async fn asked(
    access: &Access,
    scheme: &str,
    days: &Days,
    suppressed: bool,
) -> anyhow::Result<GetReturnResponse> {
    let request = GetReturnRequest {
        scheme_id: names::given("scheme", scheme)?,
        at: Some(days.wire()),
        suppressed,
    };
    let mut oversight = access.oversight().await?;
    Ok(oversight.get_return(request).await?.into_inner())
}

impl Explain {
    async fn run(self, output: &mut Output) -> anyhow::Result<Exit> {
        let mut request = ExplainFigureRequest {
            scheme_id: names::given("scheme", &self.scheme.scheme)?,
            figure_id: self.figure,
            at: Some(self.days.wire()),
            page_size: super::PAGE,
            page_token: String::new(),
        };
        let mut oversight = self.access.oversight().await?;
        let (mut events, mut figure) = (Vec::new(), None);
        loop {
            let page = oversight.explain_figure(request.clone()).await?.into_inner();
            events.extend(page.events);
            figure = page.figure.or(figure);
            if page.next_page_token.is_empty() {
                break;
            }
            request.page_token = page.next_page_token;
        }
        if let Some(figure) = &figure {
            say(&format!("{}: {}", figure.label, number(figure)));
            say(&figure.definition);
            say(&figure.completeness_reason);
        }
        let columns: &[Column<'_, FigureEvent>] = &[
            ("counted", |e| e.counted_id.clone()),
            ("row", |e| e.row.clone()),
            ("happened", |e| wire_day(e.occurred.as_ref().and_then(|o| o.start.as_ref()))),
            ("recorded", |e| wire_day(e.recorded_at.as_ref())),
            ("what", |e| e.r#type.rsplit('.').next().unwrap_or_default().to_owned()),
            ("stream", |e| e.stream_id.clone()),
            ("event", |e| e.event_id.clone()),
        ];
        output.list(&events, columns)?;
        Ok(Exit::Done)
    }
}

/// The parts as headings, with what they say beneath.
fn page(answer: &GetReturnResponse) -> Vec<(String, Vec<String>)> {
    let mut parts = vec![(
        format!("{}, as at {}", answer.scheme_name, wire_day(answer.as_at.as_ref())),
        vec![answer.suppression.clone()],
    )];
    parts.extend(answer.parts.iter().map(|part| {
        let lines = part.figures.iter().flat_map(told).collect();
        (format!("{}. {}", part.number, part.title), lines)
    }));
    parts
}

/// A figure in lines.
fn told(figure: &Figure) -> Vec<String> {
    let mut lines = vec![format!("{}: {}  [{}]", figure.label, number(figure), figure.figure_id)];
    let shown = |number: Option<u64>| number.map_or("*".to_owned(), |n| n.to_string());
    lines.extend(figure.rows.iter().map(|row| {
        let of = row.denominator.map(|of| format!(" of {of}")).unwrap_or_default();
        format!("    {}: {}{of}", row.label, shown(row.number))
    }));
    if figure.rows_not_shown {
        lines.push("    its rows are too small to be shown".to_owned());
    }
    lines.extend(figure.says.iter().map(|said| format!("    {said}")));
    lines.extend(published(figure).into_iter().map(|said| format!("    {said}")));
    if figure.completeness() != Completeness::Complete {
        lines.push(format!("    {}: {}", completeness(figure), figure.completeness_reason));
    }
    lines
}

/// A figure's number, or why there is none.
fn number(figure: &Figure) -> String {
    let of = match (figure.denominator, figure.denominator_label.as_str()) {
        (Some(of), label) => format!(" of {of} {label}"),
        (None, _) => String::new(),
    };
    match (figure.state(), figure.number) {
        (FigureState::Counted, Some(number)) => format!("{number}{of}"),
        (FigureState::None, _) => format!("none{of}"),
        (FigureState::NotShown, _) => format!("*{of}"),
        _ => "not collected".to_owned(),
    }
}
