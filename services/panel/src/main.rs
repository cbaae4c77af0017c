//! The panel service as a process of its own.

const _: () = assert!(kernel::GUARDED, "no program runs without its guards");

fn main() -> std::process::ExitCode {
    kernel::serve::main("panel", |home| Box::pin(async move { panel::start(&home) }))
}
