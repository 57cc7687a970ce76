//! A browser without a socket: requests go through the router, the session's cookie and token along with them.

use app::Ctx;
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use scraper::{Html, Selector};
use tower::ServiceExt;

/// Someone with a browser.
#[derive(Debug, Clone)]
pub struct Visitor {
    router: Router,
    cookie: Option<String>,
    ctx: Option<Ctx>,
}

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body.
    pub body: Vec<u8>,
}

impl Visitor {
    pub(crate) fn new(router: Router, token: Option<String>, ctx: Option<Ctx>) -> Self {
        Self { router, cookie: token.map(|t| format!("__Host-inq={t}")), ctx }
    }

    /// Who it is, to call verbs as them.
    pub fn ctx(&self) -> &Ctx {
        self.ctx.as_ref().expect("someone is signed in")
    }

    /// Asks for a page.
    pub async fn get(&self, path: &str) -> Answer {
        self.send(self.request(Method::GET, path).body(Body::empty()).expect("a request")).await
    }

    /// Sends a form as our own page would, with the session's token.
    pub async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.form_token();
        let mut all = vec![("form_token", token.as_str())];
        all.extend_from_slice(fields);
        self.post_raw(path, &all).await
    }

    /// Sends a form with just these fields.
    pub async fn post_raw(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: String = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self
            .request(Method::POST, path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(body))
            .expect("a request");
        self.send(request).await
    }

    /// Sends files as our own page would. Each part: name of the field, file name (none for plain fields), bytes.
    pub async fn post_files(&self, path: &str, parts: &[(&str, Option<&str>, &[u8])]) -> Answer {
        const BORDER: &str = "border-of-the-test";
        let token = self.form_token();
        let mut body = Vec::new();
        let first = [("form_token", None, token.as_bytes())];
        for (name, file, bytes) in first.iter().chain(parts) {
            let file = file.map(|f| format!("; filename=\"{f}\"")).unwrap_or_default();
            body.extend(format!("--{BORDER}\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BORDER}--\r\n").bytes());
        let request = self
            .request(Method::POST, path)
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BORDER}"))
            .body(Body::from(body))
            .expect("a request");
        self.send(request).await
    }

    /// The token that this session's forms carry.
    pub fn form_token(&self) -> String {
        let Some(cookie) = &self.cookie else { return String::new() };
        let token = cookie.trim_start_matches("__Host-inq=");
        self.ctx().house.form_token(&crate::session_hash(token))
    }

    /// A request with this browser's cookie, to send with [`Self::send`].
    pub fn request(&self, method: Method, path: &str) -> axum::http::request::Builder {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "inquest.example");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        request
    }

    /// Sends any request.
    pub async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("the router always answers");
        let (parts, body) = response.into_parts();
        let body = to_bytes(body, 256 << 20).await.expect("the body ends").to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The texts of the elements that a selector finds, white space folded.
    pub fn find(&self, selector: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        let fold = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
        Html::parse_document(&self.text()).select(&selector).map(|e| fold(e.text().collect())).collect()
    }

    /// The values of an attribute of the elements that a selector finds.
    pub fn attributes(&self, selector: &str, name: &str) -> Vec<String> {
        let selector = Selector::parse(selector).expect("a selector");
        let page = Html::parse_document(&self.text());
        page.select(&selector).filter_map(|e| e.value().attr(name).map(str::to_owned)).collect()
    }

    /// Where a redirect leads.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// Fails unless the status is this one.
    #[track_caller]
    pub fn assert_status(&self, status: u16) -> &Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    /// Fails unless this is the page of a thing that is not there.
    #[track_caller]
    pub fn assert_not_found(&self) -> &Self {
        self.assert_status(404)
    }

    /// Fails unless this leads on to a path.
    #[track_caller]
    pub fn assert_redirect(&self, to: &str) -> &Self {
        self.assert_status(303);
        assert_eq!(self.location(), to);
        self
    }
}
