//! Secrets: the key file, tokens of which only hashes are kept, passwords.

use std::{io::Write, path::Path};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce, aead::Aead};
use hmac::{Hmac, Mac};
use password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use sha2::{Digest, Sha256};

use crate::{Error, House, Result, house::Dice};

/// The key of this installation; kept outside the database, so that a copy of the database is not enough.
pub(crate) struct Key([u8; 32]);

impl Key {
    pub fn load_or_make(file: &Path, dice: &dyn Dice) -> Result<Self> {
        match std::fs::read(file) {
            Ok(bytes) => bytes
                .try_into()
                .map(Self)
                .map_err(|_| Error::internal(format!("{} is damaged: it should hold 32 bytes", file.display()))),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Self::make(file, dice),
            Err(error) => Err(error.into()),
        }
    }

    fn make(file: &Path, dice: &dyn Dice) -> Result<Self> {
        let mut bytes = [0; 32];
        dice.fill(&mut bytes);
        let mut options = std::fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(file)?;
        out.write_all(&bytes)?;
        out.sync_all()?;
        Ok(Self(bytes))
    }

    fn derive(&self, purpose: &str) -> [u8; 32] {
        self.mac("derive", purpose.as_bytes())
    }

    fn mac(&self, purpose: &str, bytes: &[u8]) -> [u8; 32] {
        let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(&self.0).expect("HMAC takes keys of any length");
        mac.update(purpose.as_bytes());
        mac.update(&[0]);
        mac.update(bytes);
        mac.finalize().into_bytes().into()
    }
}

/// The hash under which a token is kept.
pub(crate) fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

impl House {
    /// A new token of 256 bits, for a link or a cookie.
    pub(crate) fn token(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.random::<32>())
    }

    /// The token that forms of a session carry, so that no other site can send them.
    pub fn form_token(&self, session: &[u8]) -> String {
        URL_SAFE_NO_PAD.encode(&self.key.mac("form", session)[..16])
    }

    /// A mark of some bytes that only this house can make: the same each time, and telling nothing of the bytes.
    pub(crate) fn mark(&self, purpose: &str, bytes: &[u8]) -> [u8; 32] {
        self.key.mac(purpose, bytes)
    }

    /// Seals a secret that has to be read again, such as that of a webhook.
    pub(crate) fn seal(&self, plain: &[u8]) -> Result<Vec<u8>> {
        let nonce = self.random::<24>();
        let cipher = XChaCha20Poly1305::new(&self.key.derive("seal").into());
        let nonce_ref = XNonce::from(nonce);
        let mut sealed = nonce.to_vec();
        sealed.extend(cipher.encrypt(&nonce_ref, plain).map_err(|_| Error::internal("sealing failed"))?);
        Ok(sealed)
    }

    /// Opens a sealed secret.
    pub(crate) fn unseal(&self, sealed: &[u8]) -> Result<Vec<u8>> {
        let damaged = || Error::internal("a sealed secret does not open: was secret.key replaced?");
        let (nonce, rest) = sealed.split_first_chunk::<24>().ok_or_else(damaged)?;
        let cipher = XChaCha20Poly1305::new(&self.key.derive("seal").into());
        cipher.decrypt(&XNonce::from(*nonce), rest).map_err(|_| damaged())
    }

    /// Hashes a password with argon2id, at most two at a time.
    pub(crate) async fn hash_password(&self, password: &str) -> Result<String> {
        let _permit = self.hashing.acquire().await.map_err(Error::internal)?;
        let (hasher, salt, password) = (self.hasher()?, self.random::<16>(), password.to_owned());
        tokio::task::spawn_blocking(move || {
            hasher
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map(|hash| hash.to_string())
                .map_err(|e| Error::internal(e.to_string()))
        })
        .await?
    }

    /// Checks a password. Without a hash it does the same work and says no, so that time tells nothing.
    pub(crate) async fn check_password(&self, password: &str, hash: Option<&str>) -> Result<bool> {
        let Some(hash) = hash else {
            self.hash_password(password).await?;
            return Ok(false);
        };
        let _permit = self.hashing.acquire().await.map_err(Error::internal)?;
        let (hasher, hash, password) = (self.hasher()?, hash.to_owned(), password.to_owned());
        tokio::task::spawn_blocking(move || {
            let hash = PasswordHash::new(&hash).map_err(|e| Error::internal(e.to_string()))?;
            Ok(hasher.verify_password(password.as_bytes(), &hash).is_ok())
        })
        .await?
    }

    fn hasher(&self) -> Result<Argon2<'static>> {
        let params =
            Params::new(self.options.password_memory_kib, 2, 1, None).map_err(|e| Error::internal(e.to_string()))?;
        Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
    }
}
