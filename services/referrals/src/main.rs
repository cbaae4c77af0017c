//! The referrals service as a process of its own.

fn main() -> std::process::ExitCode {
    kernel::serve::main("referrals", |home| Box::pin(async move { referrals::start(&home) }))
}
