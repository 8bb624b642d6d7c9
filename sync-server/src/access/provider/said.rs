//! What a provider says of itself, and how it may be asked therefore.

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreClaimName, CoreClaimType, CoreClientAuthMethod,
    CoreGrantType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, ProviderMetadata};
use serde::{Deserialize, Serialize};

/// What a provider says of itself.
pub(super) type Said = ProviderMetadata<
    More,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// What only some say.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct More {
    /// What they can be asked to ask whoever comes
    /// ([Initiating User Registration](https://openid.net/specs/openid-connect-prompt-create-1_0.html)).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    prompt_values_supported: Option<Vec<String>>,
}

impl AdditionalProviderMetadata for More {}

/// What a provider is to ask whoever comes, this or, where it says that it does not do this, the other of
/// the two that let nobody in unasked: some send people back with an error for what they do not know.
pub(super) fn asks(said: &Said, wished: CoreAuthPrompt) -> CoreAuthPrompt {
    use CoreAuthPrompt::{Login, SelectAccount};
    let other = if wished == Login { SelectAccount } else { Login };
    let Some(known) = &said.additional_metadata().prompt_values_supported else { return wished };
    let knows = |prompt: &CoreAuthPrompt| known.iter().any(|it| it == prompt.as_ref());
    if !knows(&wished) && knows(&other) { other } else { wished }
}
