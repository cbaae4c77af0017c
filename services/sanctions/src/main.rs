//! The sanctions service as a process of its own.

fn main() -> std::process::ExitCode {
    kernel::serve::main("sanctions", |home| Box::pin(async move { sanctions::start(&home) }))
}
