//! The model's clients: what a process sees of the [`World`], and what may happen while it asks.

use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::message::{OwnedMessage, Timestamp};
use rdkafka::{Offset, TopicPartitionList};

use super::super::Outgoing;
use super::super::brokers::{Brokers, Member, Produce, Producer};
use super::super::group::{Change, Place};
use super::super::switches::{Protection, without};
use super::super::transaction::Ending;
use super::schedule::Schedule;
use super::world::{Index, MemberId, Moved, Outcome, World, Written};

/// The input topic.
pub const INPUT: &str = "input";
/// The topic of a stage's events; its changelog is every other one.
pub const EVENTS: &str = "events";

/// The cluster as one process sees it.
#[derive(Clone)]
pub struct Modelled {
    pub schedule: Rc<Schedule>,
    pub process: Index,
    /// When the world's time began.
    pub began: Instant,
}

impl Modelled {
    /// Asks the cluster something. Before it answers, anything may happen: see [`Schedule::breathe`].
    fn ask<T>(&self, what: impl FnOnce(&mut World) -> T) -> T {
        self.schedule.breathe(self.process);
        what(&mut self.schedule.world.borrow_mut())
    }

    /// Looks at what the process knows by itself.
    fn look<T>(&self, what: impl FnOnce(&mut World) -> T) -> T {
        what(&mut self.schedule.world.borrow_mut())
    }
}

impl Brokers for Modelled {
    type Member = ModelledMember;
    type Producer = ModelledProducer;

    fn join(&self, _: &str, _: &[&str]) -> KafkaResult<ModelledMember> {
        let id = self.ask(|w| w.join(self.process));
        Ok(ModelledMember { brokers: self.clone(), id: Cell::new(id) })
    }

    fn register(&self, transactional_id: &str) -> KafkaResult<Option<ModelledProducer>> {
        let epoch = self.ask(|w| w.register(transactional_id));
        let brokers = self.clone();
        Ok(Some(ModelledProducer { brokers, id: transactional_id.to_owned(), epoch, open: false, sent: 0, changelog_offset: -1 }))
    }

    fn now(&self) -> Instant {
        self.began + self.look(|w| w.now)
    }

    fn sleep(&self, time: Duration) {
        self.look(|w| w.pass(time));
        self.schedule.breathe(self.process);
    }
}

/// A process in the group.
pub struct ModelledMember {
    brokers: Modelled,
    id: Cell<MemberId>,
}

impl ModelledMember {
    fn index(places: &[Place]) -> Vec<Index> {
        places.iter().map(|(_, partition)| *partition as Index).collect()
    }

    fn places(partitions: &[Index]) -> Vec<Place> {
        partitions.iter().map(|p| (INPUT.to_owned(), *p as i32)).collect()
    }

    /// Does something to what the client reads of these partitions; those that it does not read are an error.
    fn each(&self, places: &[Place], what: impl Fn(Index, &mut (i64, bool))) -> KafkaResult<()> {
        self.brokers.look(|w| {
            let fetches = w.members.get_mut(&self.id.get()).map(|m| &mut m.fetches).ok_or_else(unread)?;
            places.iter().enumerate().try_for_each(|(at, (_, partition))| {
                what(at, fetches.get_mut(&(*partition as Index)).ok_or_else(unread)?);
                Ok(())
            })
        })
    }
}

fn unread() -> KafkaError {
    KafkaError::Seek("erroneous state".into())
}

fn no_answer() -> KafkaError {
    KafkaError::OffsetFetch(RDKafkaErrorCode::OperationTimedOut)
}

impl Member for ModelledMember {
    type Membership = (MemberId, u32);
    type Message<'a> = OwnedMessage;

    fn poll(&self, wait: Duration) -> Option<KafkaResult<OwnedMessage>> {
        let id = self.id.get();
        let polled = self.brokers.ask(|w| {
            w.tell(id);
            if w.members[&id].changes.is_empty() {
                w.catch_up(id);
            } else {
                return None;
            }
            if w.fault("poll fails", 200) {
                return Some(Err(KafkaError::MessageConsumption(RDKafkaErrorCode::BrokerTransportFailure)));
            }
            let first = w.dice.below(w.input.len());
            let mut partitions = (first..w.input.len()).chain(0..first);
            let World { members, input, .. } = w;
            let fetches = &mut members.get_mut(&id)?.fetches;
            let partition = partitions.find(|p| fetches.get(p).is_some_and(|(next, fetching)| *fetching && *next < input[*p]))?;
            let next = &mut fetches.get_mut(&partition)?.0;
            *next += 1;
            let time = Timestamp::CreateTime(0);
            Some(Ok(OwnedMessage::new(None, None, INPUT.to_owned(), time, partition as i32, *next - 1, None)))
        });
        if polled.is_none() {
            self.brokers.look(|w| w.pass(wait));
        }
        polled
    }

    fn next_change(&self) -> Option<Change> {
        self.brokers.look(|w| {
            w.tell(self.id.get());
            w.catch_up(self.id.get());
            Some(match w.members.get_mut(&self.id.get())?.changes.pop_front()? {
                Moved::Came(partitions) => Change::Assigned(Self::places(&partitions)),
                Moved::Goes(partitions) => Change::Revoked(Self::places(&partitions)),
            })
        })
    }

    fn lost(&self) -> bool {
        self.brokers.look(|w| {
            w.tell(self.id.get());
            w.members[&self.id.get()].lost
        })
    }

    fn gave_up(&self) -> bool {
        false
    }

    fn membership(&self) -> Option<(MemberId, u32)> {
        let lost = self.lost() && !without(Protection::Fencing);
        self.brokers.look(|w| (!lost).then(|| (self.id.get(), w.members[&self.id.get()].generation)))
    }

    fn committed(&self, places: &[Place], timeout: Duration) -> KafkaResult<Vec<(Option<i64>, String)>> {
        self.brokers.ask(|w| {
            let partitions = Self::index(places);
            if w.fault("committed offsets do not come", 50) || partitions.iter().any(|p| w.is_unsettled(*p)) {
                w.pass(timeout);
                return Err(no_answer());
            }
            Ok(partitions.iter().map(|p| w.committed[*p].clone()).collect())
        })
    }

    fn notes(&self, places: &[Place], timeout: Duration) -> KafkaResult<Vec<String>> {
        self.brokers.ask(|w| {
            if w.fault("notes do not come", 20) {
                w.pass(timeout);
                return Err(no_answer());
            }
            Ok(Self::index(places).iter().map(|p| w.committed[*p].1.clone()).collect())
        })
    }

    fn commit(&self, offsets: &TopicPartitionList) -> KafkaResult<()> {
        self.brokers.ask(|w| w.commit(&listed(offsets)));
        Ok(())
    }

    fn assign(&self, from: &[(Place, Option<i64>)]) -> KafkaResult<()> {
        self.brokers.ask(|w| {
            let Some(member) = w.members.get_mut(&self.id.get()) else { return };
            member.fetches.extend(from.iter().map(|((_, partition), offset)| (*partition as Index, (offset.unwrap_or(0), true))));
        });
        Ok(())
    }

    fn unassign(&self, places: &[Place]) -> KafkaResult<()> {
        let id = self.brokers.ask(|w| w.gave_back(self.id.get(), &Self::index(places)));
        self.id.set(id);
        Ok(())
    }

    fn seek(&self, to: &[(Place, Option<i64>)], timeout: Duration) -> KafkaResult<()> {
        if self.brokers.ask(|w| w.fault("seek fails", 30).then(|| w.pass(timeout / 10)).is_some()) {
            return Err(unread());
        }
        let places: Vec<Place> = to.iter().map(|(place, _)| place.clone()).collect();
        self.each(&places, |at, fetch| fetch.0 = to[at].1.unwrap_or(0))
    }

    fn pause(&self, places: &[Place]) -> KafkaResult<()> {
        self.each(places, |_, fetch| fetch.1 = false)
    }

    fn resume(&self, places: &[Place]) -> KafkaResult<()> {
        self.each(places, |_, fetch| fetch.1 = true)
    }

    fn watermarks(&self, (_, partition): &Place, _: Duration) -> KafkaResult<(i64, i64)> {
        Ok((0, self.brokers.ask(|w| w.input[*partition as Index])))
    }
}

impl Drop for ModelledMember {
    fn drop(&mut self) {
        self.brokers.look(|w| w.leave(self.id.get()));
    }
}

fn listed(offsets: &TopicPartitionList) -> Vec<(Index, i64, String)> {
    let offset = |o| if let Offset::Offset(offset) = o { offset } else { 0 };
    offsets.elements().iter().map(|e| (e.partition() as Index, offset(e.offset()), e.metadata().to_owned())).collect()
}

/// A transactional producer.
pub struct ModelledProducer {
    brokers: Modelled,
    id: String,
    epoch: u32,
    /// Whether a transaction is open, as far as the client knows.
    open: bool,
    sent: usize,
    changelog_offset: i64,
}

impl ModelledProducer {
    /// Whether the coordinator still takes it for the owner of its id.
    fn is_current(&self, world: &World) -> bool {
        without(Protection::Fencing) || world.is_current(&self.id, self.epoch)
    }
}

impl Produce for ModelledProducer {
    fn send(&mut self, record: &Outgoing<'_>) -> KafkaResult<()> {
        let refused = |code| Err(KafkaError::MessageProduction(code));
        self.open = true;
        let changelog_offset = self.brokers.ask(|w| {
            if without(Protection::Transactions) {
                let alone = w.alone();
                return Ok(w.write(record, alone));
            }
            if !self.is_current(w) {
                return refused(RDKafkaErrorCode::InvalidProducerEpoch);
            }
            if w.fault("a record is not delivered", 300) {
                return refused(RDKafkaErrorCode::MessageTimedOut);
            }
            let transaction = w.open(&self.id);
            Ok(w.write(record, transaction))
        })?;
        self.sent += 1;
        self.changelog_offset = self.changelog_offset.max(changelog_offset);
        Ok(())
    }
}

impl Producer<(MemberId, u32)> for ModelledProducer {
    fn sent(&self) -> usize {
        self.sent
    }

    fn changelog_offset(&self) -> i64 {
        self.changelog_offset
    }

    fn commit(&mut self, offsets: &TopicPartitionList, member: &(MemberId, u32)) -> Ending {
        self.sent = 0;
        if without(Protection::Transactions) {
            self.open = false;
            return Ending::Committed;
        }
        self.open = true;
        let fenced = || Ending::Fenced("the id has another epoch".into());
        // The offsets are one request, the end of the transaction another.
        let asked = self.brokers.ask(|w| {
            if !self.is_current(w) {
                return Err(fenced());
            }
            if w.fault("offsets are not taken", 100) {
                return Err(Ending::Aborted("the coordinator moved".into()));
            }
            let transaction = w.open(&self.id);
            let taken = w.add_offsets(transaction, *member, listed(offsets));
            taken.map(|()| transaction).map_err(|why| Ending::Aborted(why.into()))
        });
        let transaction = match asked {
            Ok(transaction) => transaction,
            Err(Ending::Aborted(why)) => return self.abort(&why),
            Err(ending) => return ending,
        };
        let ending = self.brokers.ask(|w| {
            if !self.is_current(w) || w.transactions[transaction].outcome != Outcome::Open {
                return fenced();
            }
            if w.fault("a commit without an answer", 100) {
                match w.dice.below(3) {
                    0 => w.end(&self.id, Outcome::Committed),
                    1 => w.delay_commit(&self.id, self.epoch, transaction),
                    _ => {}
                }
                return Ending::Unknown("no answer".into());
            }
            w.end(&self.id, Outcome::Committed);
            Ending::Committed
        });
        self.open = false;
        ending
    }

    fn abort(&mut self, why: &str) -> Ending {
        self.sent = 0;
        if !std::mem::take(&mut self.open) {
            return Ending::Aborted(why.to_owned());
        }
        self.brokers.ask(|w| {
            if !self.is_current(w) || w.fault("an abort fails", 50) {
                return Ending::Fenced(why.to_owned());
            }
            w.end(&self.id, Outcome::Aborted);
            Ending::Aborted(why.to_owned())
        })
    }
}

impl World {
    /// Appends what a stage sent; the offset on the changelog, or -1.
    fn write(&mut self, record: &Outgoing<'_>, transaction: Index) -> i64 {
        let (offset, chain) = record.value.split_at(8);
        let number = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().expect("eight bytes"));
        let written = Written { offset: number(offset) as i64, chain: number(chain), transaction };
        let partition = record.partition.expect("a stage names it") as Index;
        if record.topic == EVENTS {
            self.events[partition].push(written);
            return -1;
        }
        self.changelog[partition].push(written);
        self.changelog[partition].len() as i64 - 1
    }
}
