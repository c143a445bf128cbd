//! fal's second set of hosts, for when the first cannot be connected to. Read by `exchange`.

use bytes::Bytes;
use http::Request;

use crate::{Body, Client, TransportError, TransportErrorKind};

/// The hosts that have a backup, and which.
const BACKUPS: [(&str, &str); 2] =
    [("https://fal.run", "https://falrun.com"), ("https://queue.fal.run", "https://queue.falrun.com")];

impl Client {
    /// Sends a request; where no connection can be made to one of fal's own hosts, once to its backup. What was sent
    /// over a connection is not sent again here.
    pub(crate) async fn send(&self, request: Request<Bytes>) -> Result<http::Response<Body>, TransportError> {
        let backup = self.backup(&request);
        let sent = self.transport().send(request).await;
        match (sent, backup) {
            (Err(first), Some(backup)) if first.kind() == TransportErrorKind::Connect => {
                let second = self.transport().send(backup).await;
                // Two hosts that cannot be connected to: the one that was meant tells more.
                second.map_err(|second| if second.kind().surely_not_sent() { first } else { second })
            }
            (sent, _) => sent,
        }
    }

    /// The same request to the backup of its host, if there is one and the client talks to that host by its settings.
    fn backup(&self, request: &Request<Bytes>) -> Option<Request<Bytes>> {
        let config = self.config();
        if !config.backup_hosts {
            return None;
        }
        let url = request.uri().to_string();
        let configured = [&config.hosts.run, &config.hosts.queue];
        let moved = BACKUPS.iter().find_map(|(host, backup)| {
            let rest = url.strip_prefix(host).filter(|rest| rest.starts_with('/'))?;
            configured.iter().any(|configured| configured == host).then(|| format!("{backup}{rest}"))
        })?;
        let mut request = request.clone();
        *request.uri_mut() = moved.parse().ok()?;
        Some(request)
    }
}
