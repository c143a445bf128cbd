//! The rules of fal-client, tested with a scripted transport and with real sockets. One binary, so that it is linked once.

#[cfg(all(feature = "blocking", feature = "transport"))]
mod blocking;
mod blocking_work;
#[cfg(feature = "transport")]
mod connections;
mod corrections;
mod debug;
mod download;
mod events;
mod failover;
mod failures;
mod files;
mod follow;
mod forward;
mod futures;
#[cfg(feature = "transport")]
mod http_proxy;
mod limits;
#[cfg(feature = "transport")]
mod loopback;
mod model;
mod options;
mod proxy;
mod queue;
mod retries;
mod runs;
mod saves;
mod script;
mod secrets;
// On other systems no variable sets the trusted certificates.
#[cfg(all(target_os = "linux", any(feature = "rustls-ring", feature = "rustls-aws-lc", feature = "native-tls")))]
mod tls;
mod tokens;
#[cfg(feature = "tracing")]
mod traces;
mod unsupported_stream;
mod untyped;
mod uploads;
mod ways;
#[cfg(feature = "webhook")]
mod webhooks;
mod wire;
