//! `ErrorCode`: the server's codes for errors as an open enum, to match on.

use crate::UnknownValue;

/// The server's code for an error, see [`Error::code`](crate::Error::code) and
/// [`FieldError::code`](crate::FieldError::code).
///
/// ```
/// use fal_client::{Error, ErrorCode};
///
/// fn message_for_users(error: &Error) -> &'static str {
///     match error.code() {
///         Some(ErrorCode::ContentPolicyViolation) => "please change the prompt",
///         Some(ErrorCode::ImageTooLarge | ErrorCode::FileTooLarge) => "please choose a smaller image",
///         _ => "please try again later",
///     }
/// }
/// # let _ = message_for_users;
/// ```
///
/// Source: fal's reference of errors. A code that it does not list becomes `Unknown` and keeps its value.
#[derive(Clone)]
#[non_exhaustive]
pub enum ErrorCode {
    /// The request took too long (504).
    RequestTimeout,
    /// The runner took too long to start (504).
    StartupTimeout,
    /// No runner was found for the request (503).
    RunnerSchedulingFailure,
    /// The connection to the runner timed out (503).
    RunnerConnectionTimeout,
    /// The runner disconnected (503).
    RunnerDisconnected,
    /// The runner refused the connection (503).
    RunnerConnectionRefused,
    /// The connection to the runner failed (503).
    RunnerConnectionError,
    /// The response of the runner is incomplete (502).
    RunnerIncompleteResponse,
    /// The runner failed (500).
    RunnerServerError,
    /// The client disconnected (499).
    ClientDisconnected,
    /// The request was cancelled (499).
    ClientCancelled,
    /// The request is malformed (400).
    BadRequest,
    /// The platform failed (500).
    InternalError,
    /// Too many concurrent requests of this account (429).
    ConcurrentRequestsLimit,
    /// The model failed.
    InternalServerError,
    /// The model took too long.
    GenerationTimeout,
    /// A service that the model uses failed.
    DownstreamServiceError,
    /// A service that the model uses is unavailable.
    DownstreamServiceUnavailable,
    /// A content checker refused the input or the output.
    ContentPolicyViolation,
    /// The model generated no media.
    NoMediaGenerated,
    /// An image has too few pixels.
    ImageTooSmall,
    /// An image has too many pixels.
    ImageTooLarge,
    /// An image cannot be read.
    ImageLoadError,
    /// A file cannot be downloaded from its URL.
    FileDownloadError,
    /// No face was detected, but the model needs one.
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
    /// A number is not a multiple of another.
    MultipleOf,
    /// A list has too few items.
    SequenceTooShort,
    /// A list has too many items.
    SequenceTooLong,
    /// The value is not one of the allowed values.
    OneOf,
    /// The model does not support this feature or combination of features.
    FeatureNotSupported,
    /// An archive cannot be read.
    InvalidArchive,
    /// An archive has too few files.
    ArchiveFileCountBelowMinimum,
    /// An archive has too many files.
    ArchiveFileCountExceedsMaximum,
    /// An audio file is too long.
    AudioDurationTooLong,
    /// An audio file is too short.
    AudioDurationTooShort,
    /// A video is too long.
    VideoDurationTooLong,
    /// A video is too short.
    VideoDurationTooShort,
    /// The audio format is not supported.
    UnsupportedAudioFormat,
    /// The image format is not supported.
    UnsupportedImageFormat,
    /// The video format is not supported.
    UnsupportedVideoFormat,
    /// A required field is missing.
    Missing,
    /// The value is invalid; the message says why.
    ValueError,
    /// A code that this version does not know.
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
