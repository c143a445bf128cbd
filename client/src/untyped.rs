//! `UntypedEndpoint`: any model, by its id at run time, with JSON as its input and output.

use crate::http::route;
use crate::job::job_ref::JobRef;
use crate::{Call, Client, Error, Job, JsonInput};

/// A model that is called by its id, which is known at run time only. The input and the output are JSON; everything else is
/// as in typed calls.
///
/// ```no_run
/// # async fn example(fal: fal_client::Client) -> Result<(), fal_client::Error> {
/// use fal_client::{FileRef, JsonInput, json};
///
/// let model = fal.endpoint("fal-ai/flux/dev")?;
/// let output = model.call(json!({"prompt": "a cat", "seed": 7})).await?;
/// println!("{}", output["images"][0]["url"]);
///
/// // A local file is sent inside the request or uploaded, as in a typed call.
/// let input = JsonInput::from(json!({"prompt": "a dog"})).with("image_url", FileRef::path("cat.png"));
/// let job = fal.endpoint("fal-ai/flux/dev/image-to-image")?.call(input).submit().await?;
///
/// // Another process resumes the saved job. It needs no id: the saved job has it.
/// let saved = job.job_ref().to_string();
/// let output = fal.resume::<JsonInput>(&saved)?.result().await?;
/// # let _ = output;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct UntypedEndpoint {
    client: Client,
    id: String,
}

impl Client {
    /// Returns any model by its id, for models without a generated type. Nothing is sent.
    ///
    /// # Errors
    /// If the id is not a valid endpoint id.
    pub fn endpoint(&self, id: impl Into<String>) -> Result<UntypedEndpoint, Error> {
        let id = id.into();
        route::check_endpoint(&id)?;
        Ok(UntypedEndpoint { client: self.clone(), id })
    }
}

impl UntypedEndpoint {
    /// The endpoint id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Creates a call, which has the ways of calling and the options of a typed call. Without
    /// [`omit_defaults`](Call::omit_defaults) and [`validate`](Call::validate), because neither defaults nor limits are known.
    pub fn call(&self, input: impl Into<JsonInput>) -> Call<JsonInput> {
        Call::new(self.client.clone(), self.id.clone().into(), input.into().into_object())
    }

    /// Returns a job of this model by its request id, as [`Client::job`]. [`Client::resume`] returns a saved job.
    pub fn job(&self, request_id: impl Into<String>) -> Job<JsonInput> {
        Job::new(self.client.clone(), JobRef::new(&self.id, request_id.into()))
    }
}
