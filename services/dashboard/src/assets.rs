//! What pages are drawn with: style, scripts and pictures, all from here.
//!
//! They are part of the program. `assets/README.md` says where they come from.

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

/// For how long a browser may keep them: a page names the version.
const KEPT: &str = "public, max-age=3600";

const CSS: &str = "text/css; charset=utf-8";
const JS: &str = "text/javascript; charset=utf-8";
const SVG: &str = "image/svg+xml";

const ASSETS: [(&str, &str, &[u8]); 9] = [
    ("nhsuk-frontend.css", CSS, include_bytes!("../assets/nhsuk-frontend.css")),
    ("candour.css", CSS, include_bytes!("../assets/candour.css")),
    ("nhsuk-frontend.js", JS, include_bytes!("../assets/nhsuk-frontend.js")),
    ("candour.js", JS, include_bytes!("../assets/candour.js")),
    ("images/candour.svg", SVG, include_bytes!("../assets/images/candour.svg")),
    (
        "images/nhsuk-icon-arrow-down.svg",
        SVG,
        include_bytes!("../assets/images/nhsuk-icon-arrow-down.svg"),
    ),
    (
        "images/nhsuk-icon-arrow-up.svg",
        SVG,
        include_bytes!("../assets/images/nhsuk-icon-arrow-up.svg"),
    ),
    (
        "images/nhsuk-icon-arrow-up-down.svg",
        SVG,
        include_bytes!("../assets/images/nhsuk-icon-arrow-up-down.svg"),
    ),
    ("images/nhsuk-icon-cross.svg", SVG, include_bytes!("../assets/images/nhsuk-icon-cross.svg")),
];

/// Serves one.
pub(crate) fn serve(file: &str) -> Response {
    let Some((_, kind, bytes)) = ASSETS.into_iter().find(|(name, ..)| *name == file) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CACHE_CONTROL, HeaderValue::from_static(KEPT)),
    ];
    (headers, bytes).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_that_pages_are_drawn_with_asks_anybody_else() {
        for (name, _, bytes) in ASSETS {
            let text = std::str::from_utf8(bytes).unwrap();
            let named: Vec<&str> = ["http://", "https://", "url(//", "@import"]
                .into_iter()
                .filter(|sign| {
                    // The name of a kind of drawing is no address that anybody asks.
                    text.replace("http://www.w3.org/", "").contains(sign)
                })
                .collect();
            assert!(named.is_empty(), "{name} names {named:?}");
        }
    }

    #[test]
    fn what_the_style_names_is_there() {
        for (name, _, bytes) in ASSETS.into_iter().filter(|(name, ..)| name.ends_with(".css")) {
            let text = std::str::from_utf8(bytes).unwrap();
            for named in text.split("url(").skip(1) {
                let named = named.split(')').next().unwrap().trim_matches(['"', '\'']);
                let file =
                    named.strip_prefix("/assets/").unwrap_or_else(|| panic!("{name}: {named}"));
                assert!(ASSETS.iter().any(|(known, ..)| *known == file), "{name}: {named}");
            }
        }
    }
}
