//! The ways of calling a model, and the setters that each of them supports. One that would have no effect is an error.

use super::options::Options;
use crate::job::wait::WaitOptions;
use crate::{Error, ErrorKind};

/// A way of calling a model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Run,
    Stream,
    Submit,
    Subscribe,
}

/// The error of `validate` on a model of which only the id is known.
pub(super) fn unknown_limits() -> Error {
    let message = "`validate` is not supported by calls with JSON, because the limits of the model are not known: remove \
                   `validate`, or use the generated input of the model";
    Error::new(ErrorKind::Config, message)
}

impl Way {
    fn name(self) -> &'static str {
        match self {
            Self::Run => "run",
            Self::Stream => "stream",
            Self::Submit => "submit",
            Self::Subscribe => "subscribe",
        }
    }

    /// Refuses a setter that this way does not support, and waiting that cannot work.
    pub(super) fn check(self, options: &Options, wait: &WaitOptions, has_on_submit: bool) -> Result<(), Error> {
        let refuse = |setters: &[(&str, bool)], way_out: &str| match setters.iter().find(|(_, is_set)| *is_set) {
            Some((setter, _)) => Err(self.unsupported(setter, way_out)),
            None => Ok(()),
        };
        match self {
            Self::Run | Self::Stream => {
                refuse(&options.of_the_queue(), "use `submit` or `subscribe`")?;
                refuse(&[("on_submit", has_on_submit)], "use `submit` or `subscribe`")?;
                refuse(&wait.setters(), "use `subscribe`")?;
            }
            Self::Submit => refuse(&wait.setters(), "use `subscribe`, or set it on the `wait()` of the job")?,
            Self::Subscribe => {}
        }
        wait.check()
    }

    fn unsupported(self, setter: &str, way_out: &str) -> Error {
        let way = self.name();
        let message = format!("`{setter}` is not supported by `{way}`: {way_out}, or remove `{setter}`");
        Error::new(ErrorKind::Config, message)
    }
}
