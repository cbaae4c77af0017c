//! Asking the services, as whoever looks at a page.

use std::{collections::HashMap, time::Duration};

use kernel::{
    principal::PURPOSE,
    seen::{self, SEEN},
    tls::Way,
};
use proto::{any::LOGS, oversight::oversight_service_client::OversightServiceClient};
use tonic::{
    Request, Response, Status,
    metadata::{Ascii, MetadataValue},
    service::{Interceptor, interceptor::InterceptedService},
    transport::Channel,
};

use crate::{App, StartError, sessions::Session, settings::Settings};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(35);

/// The largest answer that is taken, in bytes.
const LARGEST_ANSWER: usize = 16 * 1024 * 1024;

/// The ways to the services, by context. Connections are made when there is something to ask.
#[derive(Clone, Debug)]
pub(crate) struct Services(HashMap<&'static str, Channel>);

/// A way to a service on which a token is shown.
pub(crate) type Shown = InterceptedService<Channel, Show>;

impl Services {
    /// The ways that settings name.
    pub(crate) fn to(settings: &Settings) -> Result<Self, StartError> {
        let places = &settings.services;
        let apart = places.by_context();
        let mut channels = HashMap::new();
        let mut made: HashMap<String, Channel> = HashMap::new();
        for context in LOGS {
            let url = apart.get(context).unwrap_or(&places.server);
            let channel = match made.get(url) {
                Some(channel) => channel.clone(),
                None => {
                    let failed = |error| StartError::Service(url.clone(), error);
                    let way = Way::to(url, &places.files, PATIENCE).map_err(failed)?;
                    let channel = way.when_needed();
                    made.insert(url.clone(), channel.clone());
                    channel
                }
            };
            channels.insert(context, channel);
        }
        Ok(Self(channels))
    }

    /// The way to a context's service; none to what is no context.
    pub(crate) fn channel(&self, context: &str) -> Result<Channel, Status> {
        let known = self.0.get(context).cloned();
        known.ok_or_else(|| Status::internal("no service has this context"))
    }
}

/// What is shown with every call: a token, a purpose, what was seen before.
#[derive(Clone)]
pub(crate) struct Show {
    token: MetadataValue<Ascii>,
    purpose: Option<MetadataValue<Ascii>>,
    seen: Vec<MetadataValue<Ascii>>,
}

impl Show {
    /// A token and a purpose.
    pub(crate) fn new(token: &str, purpose: Option<&str>) -> Result<Self, Status> {
        let no = |_| Status::unauthenticated("the token holds what no token holds");
        let mut token = MetadataValue::try_from(format!("Bearer {token}")).map_err(no)?;
        token.set_sensitive(true);
        let purpose = purpose.map(MetadataValue::try_from).transpose().map_err(no)?;
        Ok(Self { token, purpose, seen: Vec::new() })
    }
}

impl Interceptor for Show {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        let metadata = request.metadata_mut();
        metadata.insert("authorization", self.token.clone());
        if let Some(purpose) = &self.purpose {
            metadata.insert(PURPOSE, purpose.clone());
        }
        for seen in &self.seen {
            metadata.append(SEEN, seen.clone());
        }
        Ok(request)
    }
}

/// Asks the services as somebody who is signed in.
pub(crate) struct Asker<'a> {
    app: &'a App,
    pub(crate) session: &'a Session,
}

impl<'a> Asker<'a> {
    /// Somebody who is signed in.
    pub(crate) fn new(app: &'a App, session: &'a Session) -> Self {
        Self { app, session }
    }

    /// The way to a context's service, with what is shown there.
    pub(crate) fn way(&self, context: &str) -> Result<Shown, Status> {
        let mut show = Show::new(&self.session.token, self.session.purpose.as_deref())?;
        let entries = self.session.seen.iter();
        show.seen = entries
            .filter_map(|(context, at)| MetadataValue::try_from(format!("{context}={at}")).ok())
            .collect();
        Ok(InterceptedService::new(self.app.services.channel(context)?, show))
    }

    /// The projection.
    pub(crate) fn oversight(&self) -> Result<OversightServiceClient<Shown>, Status> {
        Ok(oversight(self.way("oversight")?))
    }

    /// Remembers what an answer says was seen, so that the next page knows of it.
    pub(crate) fn note<T>(&self, answer: &Response<T>) {
        let seen = seen::read(answer.metadata()).unwrap_or_default();
        self.app.sessions().note(self.session.key, seen);
    }
}

/// The projection, by a way to it.
pub(crate) fn oversight(way: Shown) -> OversightServiceClient<Shown> {
    OversightServiceClient::new(way).max_decoding_message_size(LARGEST_ANSWER)
}

impl App {
    /// Who is signed in. A thread that panicked while it held them left them whole: each
    /// change is one step.
    pub(crate) fn sessions(&self) -> std::sync::MutexGuard<'_, crate::sessions::Sessions> {
        self.sessions.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}
