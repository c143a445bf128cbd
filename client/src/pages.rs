//! The pages of `docs/`, so that the code in them is compiled with the documentation tests. Nothing else reads this.

#[doc = include_str!("../../docs/files.md")]
struct Files;

#[doc = include_str!("../../docs/jobs.md")]
struct Jobs;

#[doc = include_str!("../../docs/errors-and-retries.md")]
struct ErrorsAndRetries;

#[cfg(feature = "blocking")]
#[doc = include_str!("../../docs/blocking.md")]
struct Blocking;

#[cfg(feature = "webhook")]
#[doc = include_str!("../../docs/webhooks.md")]
struct Webhooks;

#[doc = include_str!("../../docs/keys.md")]
struct Keys;
