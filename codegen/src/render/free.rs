//! What is written instead of a struct: an object with free keys, or another name for a type.
//! Reads `plan`; feeds `render`.

use proc_macro2::TokenStream;
use quote::quote;

use super::text::{docs, ident, implementation};
use super::values;
use crate::plan::{Alias, Free};

/// Another name for a type.
pub(super) fn alias(item: &Alias) -> TokenStream {
    let (name, docs, ty) = (ident(&item.name), docs(&item.docs), values::ty(&item.ty));
    quote!(#docs pub type #name = #ty;)
}

/// An object with free keys.
pub(super) fn structure(item: &Free) -> Vec<TokenStream> {
    let (name, docs) = (ident(&item.name), docs(&item.docs));
    let definition = quote! {
        #docs
        #[derive(Clone, Debug, Default, PartialEq)]
        #[must_use]
        pub struct #name(pub BTreeMap<String, Json>);
    };
    let mut blocks = vec![definition];
    if let Some(example) = &item.example {
        let json = values::json(example);
        let example = quote! {
            #[doc = " An example from the model's page."]
            pub fn example() -> Self { Self::from(#json) }
        };
        blocks.push(implementation(quote!(impl #name), vec![example]));
    }
    blocks
}
