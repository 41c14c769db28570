//! What editors may change while the daemon runs: how agencies speak, what languages are like, which scope a story belongs to.

use std::sync::{Arc, PoisonError, RwLock};

use crate::config::Scopes;
use crate::editorial::Editorial;

/// One state of it. A transaction is decided on by one.
#[derive(Debug)]
pub struct Rules {
    /// Agencies and languages; its digest is in every event.
    pub editorial: Arc<Editorial>,
    /// Scopes.
    pub scopes: Scopes,
}

/// What is in force, for all deciders of a process.
#[derive(Debug)]
pub struct InForce(RwLock<Arc<Rules>>);

impl InForce {
    /// These.
    pub fn new(editorial: Arc<Editorial>, scopes: Scopes) -> Arc<InForce> {
        Arc::new(InForce(RwLock::new(Arc::new(Rules { editorial, scopes }))))
    }

    /// Those that the next transaction is decided on by.
    pub fn get(&self) -> Arc<Rules> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts others in force, from the next transaction of each lane on.
    pub fn set(&self, rules: Rules) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
    }
}
