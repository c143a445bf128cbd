//! Uses the types of a private model: validates an input, and prints the request that `fal.acme_cat_detector(input)` sends.

use std::error::Error;

use fal_client::FileRef;
use private_models::models::acme::cat_detector::{Input, Quality};

fn main() -> Result<(), Box<dyn Error>> {
    let input = Input::new(FileRef::url("https://example.com/cats.jpeg")).max_cats(3).quality(Quality::Thorough);
    input.validate()?;
    println!("POST acme/cat-detector {}", serde_json::to_string_pretty(&input)?);

    if let Err(violations) = input.max_cats(1000).validate() {
        println!("1000 cats are refused: {violations}");
    }
    Ok(())
}
