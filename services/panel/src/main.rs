//! The panel service as a process of its own.

fn main() -> std::process::ExitCode {
    kernel::serve::main("panel", |home| Box::pin(async move { panel::start(&home) }))
}
