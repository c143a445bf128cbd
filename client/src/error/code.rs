//! `ErrorCode`: the server's codes for errors as an open enum. Read from `error_type` and from the entries of `detail`;
//! for those who want to match on it.

use crate::UnknownValue;

/// The server's code for an error, see [`Error::code`](crate::Error::code) and
/// [`FieldError::code`](crate::FieldError::code).
///
/// ```
/// use fal_client::{Error, ErrorCode};
///
/// fn what_to_tell(error: &Error) -> &'static str {
///     match error.code() {
///         Some(ErrorCode::ContentPolicyViolation) => "please choose other words",
///         Some(ErrorCode::ImageTooLarge | ErrorCode::FileTooLarge) => "please choose a smaller picture",
///         _ => "please try again later",
///     }
/// }
/// # let _ = what_to_tell;
/// ```
///
/// Source: fal's reference of errors. A code that it does not list, or not yet, is `Unknown` and keeps its text.
#[derive(Clone)]
#[non_exhaustive]
pub enum ErrorCode {
    /// The request took too long as a whole (504).
    RequestTimeout,
    /// The machine took too long to start (504).
    StartupTimeout,
    /// No machine was found for the request (503).
    RunnerSchedulingFailure,
    /// The machine was not reached in time (503).
    RunnerConnectionTimeout,
    /// The machine went away (503).
    RunnerDisconnected,
    /// The machine took no connection (503).
    RunnerConnectionRefused,
    /// The connection to the machine failed (503).
    RunnerConnectionError,
    /// The machine's answer broke off (502).
    RunnerIncompleteResponse,
    /// The machine failed (500).
    RunnerServerError,
    /// The client went away (499).
    ClientDisconnected,
    /// The request was cancelled (499).
    ClientCancelled,
    /// The request is malformed (400).
    BadRequest,
    /// The platform failed (500).
    InternalError,
    /// Too many requests of this account at a time (429).
    ConcurrentRequestsLimit,
    /// The model failed.
    InternalServerError,
    /// The model took too long.
    GenerationTimeout,
    /// A service behind the model failed.
    DownstreamServiceError,
    /// A service behind the model is not there.
    DownstreamServiceUnavailable,
    /// A content checker refused the input or the output.
    ContentPolicyViolation,
    /// The model made nothing.
    NoMediaGenerated,
    /// A picture has too few pixels.
    ImageTooSmall,
    /// A picture has too many pixels.
    ImageTooLarge,
    /// A picture cannot be read.
    ImageLoadError,
    /// A file cannot be fetched from its URL.
    FileDownloadError,
    /// No face was found where one is needed.
    FaceDetectionError,
    /// A file has too many bytes.
    FileTooLarge,
    /// A number is not greater than its limit.
    GreaterThan,
    /// A number is below its limit.
    GreaterThanEqual,
    /// A number is not less than its limit.
    LessThan,
    /// A number is above its limit.
    LessThanEqual,
    /// A number is no multiple of another.
    MultipleOf,
    /// A list has too few items.
    SequenceTooShort,
    /// A list has too many items.
    SequenceTooLong,
    /// The value is none of those allowed.
    OneOf,
    /// The model cannot do this, or not in this combination.
    FeatureNotSupported,
    /// An archive cannot be read.
    InvalidArchive,
    /// An archive has too few files.
    ArchiveFileCountBelowMinimum,
    /// An archive has too many files.
    ArchiveFileCountExceedsMaximum,
    /// A recording is too long.
    AudioDurationTooLong,
    /// A recording is too short.
    AudioDurationTooShort,
    /// A video is too long.
    VideoDurationTooLong,
    /// A video is too short.
    VideoDurationTooShort,
    /// This format of recordings is not taken.
    UnsupportedAudioFormat,
    /// This format of pictures is not taken.
    UnsupportedImageFormat,
    /// This format of videos is not taken.
    UnsupportedVideoFormat,
    /// A required field is missing.
    Missing,
    /// The value is wrong in a way that only the message says.
    ValueError,
    /// A code this version does not know.
    Unknown(UnknownValue),
}

crate::open_enum!(ErrorCode {
    RequestTimeout = "request_timeout",
    StartupTimeout = "startup_timeout",
    RunnerSchedulingFailure = "runner_scheduling_failure",
    RunnerConnectionTimeout = "runner_connection_timeout",
    RunnerDisconnected = "runner_disconnected",
    RunnerConnectionRefused = "runner_connection_refused",
    RunnerConnectionError = "runner_connection_error",
    RunnerIncompleteResponse = "runner_incomplete_response",
    RunnerServerError = "runner_server_error",
    ClientDisconnected = "client_disconnected",
    ClientCancelled = "client_cancelled",
    BadRequest = "bad_request",
    InternalError = "internal_error",
    ConcurrentRequestsLimit = "concurrent_requests_limit",
    InternalServerError = "internal_server_error",
    GenerationTimeout = "generation_timeout",
    DownstreamServiceError = "downstream_service_error",
    DownstreamServiceUnavailable = "downstream_service_unavailable",
    ContentPolicyViolation = "content_policy_violation",
    NoMediaGenerated = "no_media_generated",
    ImageTooSmall = "image_too_small",
    ImageTooLarge = "image_too_large",
    ImageLoadError = "image_load_error",
    FileDownloadError = "file_download_error",
    FaceDetectionError = "face_detection_error",
    FileTooLarge = "file_too_large",
    GreaterThan = "greater_than",
    GreaterThanEqual = "greater_than_equal",
    LessThan = "less_than",
    LessThanEqual = "less_than_equal",
    MultipleOf = "multiple_of",
    SequenceTooShort = "sequence_too_short",
    SequenceTooLong = "sequence_too_long",
    OneOf = "one_of",
    FeatureNotSupported = "feature_not_supported",
    InvalidArchive = "invalid_archive",
    ArchiveFileCountBelowMinimum = "archive_file_count_below_minimum",
    ArchiveFileCountExceedsMaximum = "archive_file_count_exceeds_maximum",
    AudioDurationTooLong = "audio_duration_too_long",
    AudioDurationTooShort = "audio_duration_too_short",
    VideoDurationTooLong = "video_duration_too_long",
    VideoDurationTooShort = "video_duration_too_short",
    UnsupportedAudioFormat = "unsupported_audio_format",
    UnsupportedImageFormat = "unsupported_image_format",
    UnsupportedVideoFormat = "unsupported_video_format",
    Missing = "missing",
    ValueError = "value_error",
});
