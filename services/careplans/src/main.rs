//! The careplans service as a process of its own.

fn main() -> std::process::ExitCode {
    kernel::serve::main("careplans", |home| Box::pin(async move { careplans::start(&home) }))
}
