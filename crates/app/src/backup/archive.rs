//! The file of a backup: packing it, and opening it only if every byte is as it was written.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write},
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use zip::{CompressionMethod, ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{Error, FORMAT, Manifest, Part, is_plain};

/// The comment of the zip file: this, and the SHA-256 of all bytes before it in hexadecimal.
const SEAL: &str = "inquest backup sha256:";
const HEX: u64 = 64;

/// Packs parts into a file that has its name only when all of it is on the disk.
pub(super) struct Packer {
    to: PathBuf,
    temp: NamedTempFile,
    zip: ZipWriter<BufWriter<File>>,
    parts: Vec<Part>,
    current: (String, u64, Sum),
}

impl Packer {
    pub fn new(to: &Path) -> Result<Self, Error> {
        let folder = to.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // only its owner may read it: it holds what everyone wrote
        let temp = tempfile::Builder::new().prefix(".inquest-backup").tempfile_in(folder).map_err(Error::io(folder))?;
        let file = temp.reopen().map_err(Error::io(folder))?;
        let zip = ZipWriter::new(BufWriter::new(file));
        Ok(Self { to: to.to_owned(), temp, zip, parts: Vec::new(), current: (String::new(), 0, Sum::default()) })
    }

    pub fn begin(&mut self, name: &str, is_text: bool) -> Result<(), Error> {
        let method = if is_text { CompressionMethod::Deflated } else { CompressionMethod::Stored };
        let options = SimpleFileOptions::default()
            .compression_method(method)
            .compression_level(is_text.then_some(1))
            .large_file(true)
            .last_modified_time(zip::DateTime::default());
        self.zip.start_file(name, options).map_err(|e| Error::io(&self.to)(e.into()))?;
        self.current = (name.to_owned(), 0, Sum::default());
        Ok(())
    }

    pub fn end(&mut self, rows: Option<u64>) {
        let (name, size, sum) = std::mem::take(&mut self.current);
        self.parts.push(Part { name, size, sha256: sum.hex(), rows });
    }

    pub fn finish(mut self, schema: i64, made_at: Timestamp, has_key: bool) -> Result<Manifest, Error> {
        let parts = std::mem::take(&mut self.parts);
        let manifest = Manifest { format: FORMAT, schema, made_at, has_key, parts };
        let text = serde_json::to_vec_pretty(&manifest).map_err(crate::Error::internal)?;
        self.begin("manifest.json", true)?;
        let to = self.to.clone();
        self.write_all(&text).map_err(Error::io(&to))?;
        seal(self.zip).map_err(Error::io(&to))?;
        let read_again = Archive::open(self.temp.path())?;
        if read_again.manifest != manifest {
            return Err(Error::Damaged("it does not read back as it was written".to_owned()));
        }
        self.temp.persist_noclobber(&to).map_err(|e| Error::io(&to)(e.error))?;
        sync_folder(&to).map_err(Error::io(&to))?;
        Ok(manifest)
    }
}

fn seal(mut zip: ZipWriter<BufWriter<File>>) -> io::Result<()> {
    zip.set_raw_comment(format!("{SEAL}{}", "0".repeat(HEX as usize)).into_bytes().into())?;
    let mut file = zip.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    let hash = hash_but_the_seal(&mut file)?;
    file.seek(SeekFrom::End(-(HEX as i64)))?;
    file.write_all(hash.as_bytes())?;
    file.sync_all()
}

fn hash_but_the_seal(file: &mut File) -> io::Result<String> {
    let length = file.seek(SeekFrom::End(0))?;
    file.seek(SeekFrom::Start(0))?;
    let mut sum = Sum::default();
    let mut rest = BufReader::with_capacity(1 << 18, file).take(length.saturating_sub(HEX));
    io::copy(&mut rest, &mut sum)?;
    Ok(sum.hex())
}

/// Makes a new name in its folder last.
pub(super) fn sync_folder(file: &Path) -> io::Result<()> {
    let folder = file.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

impl Write for Packer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n = self.zip.write(bytes)?;
        self.current.1 += n as u64;
        self.current.2.0.update(&bytes[..n]);
        Ok(n)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.zip.flush()
    }
}

/// A backup of which every byte is as it was written.
pub struct Archive {
    /// What it holds.
    pub manifest: Manifest,
    zip: ZipArchive<BufReader<File>>,
}

impl std::fmt::Debug for Archive {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Archive").field("manifest", &self.manifest).finish_non_exhaustive()
    }
}

impl Archive {
    /// Opens a backup; refuses it where a single byte is another, is missing or too many.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let mut file = File::open(path).map_err(Error::io(path))?;
        check_seal(&mut file).map_err(Error::io(path))?.map_err(|what| Error::Damaged(what.to_owned()))?;
        let damaged = |what: &str| Error::Damaged(what.to_owned());
        let mut zip = ZipArchive::new(BufReader::new(file)).map_err(|e| damaged(&e.to_string()))?;
        let text = read_small(&mut zip, "manifest.json").map_err(|e| damaged(&format!("manifest.json: {e}")))?;
        let format: serde_json::Value = serde_json::from_slice(&text).map_err(|e| damaged(&e.to_string()))?;
        let found = format["format"].as_i64().ok_or_else(|| damaged("the manifest names no format"))?;
        if found != i64::from(FORMAT) {
            return Err(Error::Version { what: "format", found, known: i64::from(FORMAT) });
        }
        let manifest: Manifest = serde_json::from_slice(&text).map_err(|e| damaged(&e.to_string()))?;
        if zip.len() != manifest.parts.len() + 1 {
            return Err(damaged("it holds other parts than its manifest names"));
        }
        let mut archive = Self { manifest, zip };
        for part in archive.manifest.parts.clone() {
            archive.check(&part)?;
        }
        Ok(archive)
    }

    fn check(&mut self, part: &Part) -> Result<(), Error> {
        let damaged = |what: String| Error::Damaged(format!("{}: {what}", part.name));
        if !is_plain(&part.name) {
            return Err(damaged("such a name leads elsewhere".to_owned()));
        }
        let mut sum = Sum::default();
        let mut from = self.part(&part.name)?;
        let size = io::copy(&mut from, &mut sum).map_err(|e| damaged(e.to_string()))?;
        if size != part.size || sum.hex() != part.sha256 {
            return Err(damaged("its checksum differs".to_owned()));
        }
        Ok(())
    }

    /// Reads one part.
    pub(super) fn part(&mut self, name: &str) -> Result<impl Read + Send, Error> {
        self.zip.by_name(name).map_err(|e| Error::Damaged(format!("{name}: {e}")))
    }
}

fn read_small(zip: &mut ZipArchive<BufReader<File>>, name: &str) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    zip.by_name(name)?.take(256 << 20).read_to_end(&mut text)?;
    Ok(text)
}

fn check_seal(file: &mut File) -> io::Result<Result<(), &'static str>> {
    let length = file.seek(SeekFrom::End(0))?;
    let sealed = SEAL.len() as u64 + HEX;
    if length < sealed {
        return Ok(Err("it is too short"));
    }
    file.seek(SeekFrom::Start(length - sealed))?;
    let mut end = vec![0; sealed as usize];
    file.read_exact(&mut end)?;
    let Some(hash) = end.strip_prefix(SEAL.as_bytes()) else { return Ok(Err("it does not end in its checksum")) };
    if hash_but_the_seal(file)?.as_bytes() != hash {
        return Ok(Err("its checksum differs"));
    }
    Ok(Ok(()))
}

/// Takes bytes for their checksum only.
#[derive(Default)]
pub(super) struct Sum(Sha256);

impl Sum {
    /// The checksum of all bytes taken, in hexadecimal.
    pub fn hex(self) -> String {
        hex::encode(self.0.finalize())
    }
}

impl Write for Sum {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
