//! The little of a browser that a writer needs: forms, a cookie, and knowing whether an answer came.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

/// A browser in which someone may be signed in.
#[derive(Debug, Clone, Default)]
pub struct Client {
    /// `name=token`, once signed in.
    pub cookie: String,
    /// What the forms of the session carry.
    pub token: String,
    address: String,
}

/// The head of an answer, whole, and what of its body came.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub location: String,
    pub cookie: String,
    pub body: String,
}

/// A field of a form with files: its name, the name of the file, the bytes.
pub type Field<'a> = (&'a str, Option<&'a str>, &'a [u8]);

impl Client {
    /// The same browser, at the address where the server is now.
    pub fn at(&self, ready: &str) -> Self {
        Self { address: ready.strip_prefix("http://").unwrap().to_owned(), ..self.clone() }
    }

    /// A browser in which nobody is signed in.
    pub fn stranger(&self) -> Self {
        Self { address: self.address.clone(), ..Self::default() }
    }

    /// Signs in. None where no whole answer came.
    pub fn sign_in(&self, login: &str, password: &str) -> Option<Self> {
        let answer = self.stranger().post("/sign-in", &[("login", login), ("password", password)])?;
        assert_eq!(answer.status, 303, "{}", answer.body);
        Some(Self { cookie: answer.cookie, ..self.clone() })
    }

    /// Learns what the forms carry.
    pub fn with_token(mut self) -> Self {
        let page = self.get("/account").expect("the server is there");
        let (_, rest) = page.body.split_once("name=\"form_token\" value=\"").expect("a form");
        rest.split_once('"').unwrap().0.clone_into(&mut self.token);
        self
    }

    pub fn get(&self, path: &str) -> Option<Answer> {
        self.send("GET", path, "", b"")
    }

    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Option<Answer> {
        let body = form(&[&[("form_token", self.token.as_str())], fields].concat());
        self.send("POST", path, "application/x-www-form-urlencoded", body.as_bytes())
    }

    pub fn post_files(&self, path: &str, fields: &[Field<'_>]) -> Option<Answer> {
        const BORDER: &str = "border-of-the-test";
        let mut body = Vec::new();
        let first = [("form_token", None, self.token.as_bytes())];
        for (name, file, bytes) in first.iter().chain(fields) {
            let file = file.map(|f| format!("; filename=\"{f}\"")).unwrap_or_default();
            body.extend(format!("--{BORDER}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BORDER}--\r\n").bytes());
        self.send("POST", path, &format!("multipart/form-data; boundary={BORDER}"), &body)
    }

    /// HTTP/1.0, so that the answer comes in one piece. None unless its head came whole: nothing was acknowledged then.
    fn send(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Option<Answer> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        let mut request = format!(
            "{method} {path} HTTP/1.0\r\nHost: {0}\r\nOrigin: http://{0}\r\nContent-Length: {1}\r\n",
            self.address,
            body.len()
        );
        if !kind.is_empty() {
            request += &format!("Content-Type: {kind}\r\n");
        }
        if !self.cookie.is_empty() {
            request += &format!("Cookie: {}\r\n", self.cookie);
        }
        request += "\r\n";
        stream.write_all(&[request.as_bytes(), body].concat()).ok()?;
        let mut bytes = Vec::new();
        // whatever ends the reading, what came tells
        let _ = stream.read_to_end(&mut bytes);
        let text = String::from_utf8_lossy(&bytes);
        let (head, body) = text.split_once("\r\n\r\n")?;
        let of = |name: &str| {
            let fits = |line: &&str| line.split_once(':').is_some_and(|(key, _)| key.eq_ignore_ascii_case(name));
            head.lines().find(fits).map(|line| line[name.len() + 1..].trim().to_owned()).unwrap_or_default()
        };
        Some(Answer {
            status: head.split(' ').nth(1)?.parse().ok()?,
            location: of("location"),
            cookie: of("set-cookie").split(';').next().unwrap_or_default().to_owned(),
            body: body.to_owned(),
        })
    }
}

/// Pairs as a form sends them.
fn form(fields: &[(&str, &str)]) -> String {
    let escaped = |text: &str| {
        let escape = |byte: u8| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
            _ => format!("%{byte:02X}"),
        };
        text.bytes().map(escape).collect::<String>()
    };
    fields.iter().map(|(key, value)| format!("{}={}", escaped(key), escaped(value))).collect::<Vec<_>>().join("&")
}
