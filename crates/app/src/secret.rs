//! Secrets: the key file, tokens of which only hashes are kept, passwords.

use std::{io::Write, path::Path};

use argon2::{Algorithm, Argon2, Params, Version};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{KeyInit, XChaCha20Poly1305, XNonce, aead::Aead};
use hmac::{Hmac, Mac};
use password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use sha2::{Digest, Sha256};
use tokio::sync::OwnedSemaphorePermit;

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

    /// Waits for one's turn to hash. Beyond a queue of 32 there is none.
    async fn turn(&self) -> Result<(OwnedSemaphorePermit, OwnedSemaphorePermit)> {
        let place = self.hashing_queue.clone().try_acquire_owned().map_err(|_| Error::TooMany(5))?;
        let turn = self.hashing.clone().acquire_owned().await.map_err(Error::internal)?;
        Ok((place, turn))
    }

    /// Hashes a password with argon2id, at most two at a time.
    pub(crate) async fn hash_password(&self, password: &str) -> Result<String> {
        let turn = self.turn().await?;
        let (hasher, salt, password) = (self.hasher()?, self.random::<16>(), password.to_owned());
        tokio::task::spawn_blocking(move || {
            // kept by the work, not by the request: whoever hangs up does not make room before it is done
            let _turn = turn;
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
        let turn = self.turn().await?;
        let (hasher, hash, password) = (self.hasher()?, hash.to_owned(), password.to_owned());
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
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

#[cfg(test)]
mod tests {
    use std::{sync::Arc, time::Duration};

    use jiff::Timestamp;
    use store::{Db, Options};

    use super::*;
    use crate::{Clock, HouseOptions};

    struct Still;

    impl Clock for Still {
        fn now(&self) -> Timestamp {
            Timestamp::UNIX_EPOCH
        }
    }

    impl Dice for Still {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(7);
        }
    }

    async fn house(folder: &Path) -> Arc<House> {
        let db = Db::open(&Options::Sqlite(folder.join("inquest.db"))).await.unwrap();
        db.migrate().await.unwrap();
        let options = HouseOptions {
            data: folder.join("data"),
            base_url: "http://localhost".to_owned(),
            password_memory_kib: 64,
            max_upload: 1 << 20,
            max_file: 1 << 20,
        };
        House::open(db, options, Arc::new(Still), Arc::new(Still)).await.unwrap()
    }

    #[tokio::test]
    async fn an_unknown_account_costs_a_hash_like_a_known_one() {
        let folder = tempfile::tempdir().unwrap();
        let house = house(folder.path()).await;
        let hash = house.hash_password("a sentence of her own").await.unwrap();
        assert!(house.check_password("a sentence of her own", Some(&hash)).await.unwrap());
        let busy = house.hashing.clone().acquire_many_owned(2).await.unwrap();
        for known in [None, Some(hash.as_str())] {
            let check = house.check_password("a guess of somebody", known);
            let waited = tokio::time::timeout(Duration::from_millis(50), check).await;
            assert!(waited.is_err(), "it was answered without hashing");
        }
        drop(busy);
        for known in [None, Some(hash.as_str())] {
            assert!(!house.check_password("a guess of somebody", known).await.unwrap());
        }
    }

    #[tokio::test]
    async fn a_crowd_is_turned_away_before_it_hashes() {
        let folder = tempfile::tempdir().unwrap();
        let house = house(folder.path()).await;
        let busy = house.hashing.clone().acquire_many_owned(2).await.unwrap();
        let crowd: Vec<_> = (0..40)
            .map(|_| {
                let house = house.clone();
                tokio::spawn(async move { house.check_password("a guess of somebody", None).await })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(50)).await;
        drop(busy);
        let mut n_turned_away = 0;
        for one in crowd {
            match one.await.unwrap() {
                Ok(is_right) => assert!(!is_right),
                Err(Error::TooMany(_)) => n_turned_away += 1,
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(n_turned_away, 40 - 34);
        assert!(!house.check_password("a guess of somebody", None).await.unwrap(), "there is room again");
    }
}
