//! JSON values as agencies really send them: a number where a string belongs, one object where an array belongs, null anywhere.
//!
//! Nothing here fails on a value of another type than expected: what cannot be used is passed over. Strings are borrowed.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer, StringDeserializer};
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A string, or a number or boolean as a string; several in an array joined by "; "; null and objects are absent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loose<'a>(Option<Cow<'a, str>>);

impl Loose<'_> {
    /// The text without white space around it; `None` where it is absent or blank.
    pub fn text(&self) -> Option<&str> {
        self.0.as_deref().map(str::trim).filter(|t| !t.is_empty())
    }

    /// The text as an owned string.
    pub fn owned(&self) -> Option<String> {
        self.text().map(str::to_owned)
    }
}

struct LooseVisitor;

impl<'de> Visitor<'de> for LooseVisitor {
    type Value = Loose<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }
    fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
        Ok(Loose(Some(Cow::Borrowed(v))))
    }
    fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
        Ok(Loose(Some(Cow::Owned(v.to_owned()))))
    }
    fn visit_string<E>(self, v: String) -> Result<Self::Value, E> {
        Ok(Loose(Some(Cow::Owned(v))))
    }
    fn visit_bool<E>(self, v: bool) -> Result<Self::Value, E> {
        Ok(Loose(Some(Cow::Borrowed(if v { "true" } else { "false" }))))
    }
    fn visit_i64<E>(self, v: i64) -> Result<Self::Value, E> {
        Ok(Loose(Some(Cow::Owned(v.to_string()))))
    }
    fn visit_u64<E>(self, v: u64) -> Result<Self::Value, E> {
        Ok(Loose(Some(Cow::Owned(v.to_string()))))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Self::Value, E> {
        Ok(Loose(Some(Cow::Owned(v.to_string()))))
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Loose(None))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut all = Loose(None);
        while let Some(next) = seq.next_element::<Loose<'de>>()? {
            match (&mut all.0, next.text()) {
                (_, None) => {}
                (Some(sum), Some(text)) => *sum = Cow::Owned(format!("{sum}; {text}")),
                (None, Some(_)) => all = next,
            }
        }
        Ok(all)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Loose(None))
    }
}

impl<'de> Deserialize<'de> for Loose<'de> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Loose<'de>, D::Error> {
        d.deserialize_any(LooseVisitor)
    }
}

/// A part of an item that agencies also write as a bare string.
pub trait Part<'a>: Deserialize<'a> {
    /// The part that this bare string stands for.
    fn bare(text: Cow<'a, str>) -> Self;
}

impl<'a> Part<'a> for Loose<'a> {
    fn bare(text: Cow<'a, str>) -> Loose<'a> {
        Loose(Some(text))
    }
}

/// Declares an object whose properties are read loosely: names fold, the first filled value stands, others are passed over.
macro_rules! loose_object {
    ($(#[$doc:meta])* $object:ident { $($(#[$field_doc:meta])* $field:ident: $kind:ty = $($name:literal)|+,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, Default)]
        pub(crate) struct $object<'a> {
            $($(#[$field_doc])* pub(crate) $field: $kind,)*
        }

        impl<'de> serde::Deserialize<'de> for $object<'de> {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<$object<'de>, D::Error> {
                struct Object;
                impl<'de> serde::de::Visitor<'de> for Object {
                    type Value = $object<'de>;
                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str("an object")
                    }
                    fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                        let mut object = $object::default();
                        while let Some(name) = map.next_key::<$crate::intake::formats::json::Name>()? {
                            match name.as_str() {
                                $($($name)|+ => $crate::intake::formats::json::Fill::fill(&mut object.$field, map.next_value()?),)*
                                _ => drop(map.next_value::<serde::de::IgnoredAny>()?),
                            }
                        }
                        Ok(object)
                    }
                }
                d.deserialize_map(Object)
            }
        }
    };
}
pub(crate) use loose_object;

/// A property's value that may come under several names.
pub trait Fill {
    /// Takes over what `self` does not say yet.
    fn fill(&mut self, other: Self);
}

impl Fill for Loose<'_> {
    fn fill(&mut self, other: Self) {
        if self.text().is_none() {
            *self = other;
        }
    }
}

impl<T> Fill for Many<T> {
    fn fill(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }
}

impl<T> Fill for Keyed<T> {
    fn fill(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }
}

/// An array of parts; one part alone; or a string, which is a part in short. Everything else is no part.
#[derive(Clone, Debug)]
pub struct Many<T>(pub Vec<T>);

/// As [`Many`], but an object holds a part under each of its keys (ninjs 1.x associations and altids).
#[derive(Clone, Debug)]
pub struct Keyed<T>(pub Vec<(String, T)>);

impl<T> Default for Many<T> {
    fn default() -> Many<T> {
        Many(Vec::new())
    }
}

impl<T> Default for Keyed<T> {
    fn default() -> Keyed<T> {
        Keyed(Vec::new())
    }
}

struct ManyVisitor<T>(PhantomData<T>);

impl<'de, T: Part<'de>> Visitor<'de> for ManyVisitor<T> {
    type Value = Many<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }
    fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
        Ok(Many(vec![T::bare(Cow::Borrowed(v))]))
    }
    fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
        Ok(Many(vec![T::bare(Cow::Owned(v.to_owned()))]))
    }
    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Many::default())
    }
    fn visit_i64<E>(self, v: i64) -> Result<Self::Value, E> {
        Ok(Many(vec![T::bare(Cow::Owned(v.to_string()))]))
    }
    fn visit_u64<E>(self, v: u64) -> Result<Self::Value, E> {
        Ok(Many(vec![T::bare(Cow::Owned(v.to_string()))]))
    }
    fn visit_f64<E>(self, v: f64) -> Result<Self::Value, E> {
        Ok(Many(vec![T::bare(Cow::Owned(v.to_string()))]))
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Many::default())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut parts = Vec::new();
        while let Some(Many(mut next)) = seq.next_element::<Many<T>>()? {
            parts.append(&mut next);
        }
        Ok(Many(parts))
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        Ok(Many(vec![T::deserialize(MapAccessDeserializer::new(map))?]))
    }
}

impl<'de, T: Part<'de>> Deserialize<'de> for Many<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Many<T>, D::Error> {
        d.deserialize_any(ManyVisitor(PhantomData))
    }
}

struct KeyedVisitor<T>(PhantomData<T>);

impl<'de, T: Part<'de>> Visitor<'de> for KeyedVisitor<T> {
    type Value = Keyed<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON value")
    }
    fn visit_borrowed_str<E: serde::de::Error>(self, v: &'de str) -> Result<Self::Value, E> {
        unnamed(Many::deserialize(BorrowedStrDeserializer::new(v)))
    }
    fn visit_str<E: serde::de::Error>(self, v: &str) -> Result<Self::Value, E> {
        let many = Many::<T>(vec![T::bare(Cow::Owned(v.to_owned()))]);
        unnamed(Ok::<_, E>(many))
    }
    fn visit_bool<E>(self, _: bool) -> Result<Self::Value, E> {
        Ok(Keyed::default())
    }
    fn visit_i64<E: serde::de::Error>(self, v: i64) -> Result<Self::Value, E> {
        unnamed(Many::deserialize(StringDeserializer::new(v.to_string())))
    }
    fn visit_u64<E: serde::de::Error>(self, v: u64) -> Result<Self::Value, E> {
        unnamed(Many::deserialize(StringDeserializer::new(v.to_string())))
    }
    fn visit_f64<E>(self, _: f64) -> Result<Self::Value, E> {
        Ok(Keyed::default())
    }
    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Keyed::default())
    }
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
        unnamed(ManyVisitor(PhantomData).visit_seq(seq))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut parts = Vec::new();
        while let Some((key, Many(values))) = map.next_entry::<String, Many<T>>()? {
            parts.extend(values.into_iter().map(|v| (key.clone(), v)));
        }
        Ok(Keyed(parts))
    }
}

fn unnamed<T, E>(many: Result<Many<T>, E>) -> Result<Keyed<T>, E> {
    many.map(|Many(parts)| Keyed(parts.into_iter().map(|p| (String::new(), p)).collect()))
}

impl<'de, T: Part<'de>> Deserialize<'de> for Keyed<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Keyed<T>, D::Error> {
        d.deserialize_any(KeyedVisitor(PhantomData))
    }
}

/// A property's name without case, `_` and `-`: `versionCreated`, `versioncreated` and `version_created` are one.
#[derive(Clone, Copy, Debug)]
pub struct Name {
    bytes: [u8; Name::LONGEST],
    len: usize,
    /// Whether it was written with a capital inside, as ninjs 3.x does.
    pub camel: bool,
}

impl Name {
    const LONGEST: usize = 32;

    /// The folded name; "" for names that are too long to be a known one.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or("")
    }

    /// Folds a name.
    pub fn of(name: &str) -> Name {
        let mut folded = Name { bytes: [0; Name::LONGEST], len: 0, camel: false };
        for (i, b) in name.bytes().enumerate() {
            if matches!(b, b'_' | b'-') {
                continue;
            }
            if folded.len == Name::LONGEST {
                folded.len = 0;
                return folded;
            }
            folded.camel |= i > 0 && b.is_ascii_uppercase();
            folded.bytes[folded.len] = b.to_ascii_lowercase();
            folded.len += 1;
        }
        folded
    }
}

struct NameVisitor;

impl Visitor<'_> for NameVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a property's name")
    }
    fn visit_str<E>(self, v: &str) -> Result<Name, E> {
        Ok(Name::of(v))
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Name, D::Error> {
        d.deserialize_str(NameVisitor)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_of_another_type_are_read_for_what_they_say() {
        let read = |json: &str| serde_json::from_str::<Loose<'_>>(json).map(|l| l.owned()).expect("sound JSON");
        assert_eq!(read("\" 4 \"").as_deref(), Some("4"));
        assert_eq!(read("4").as_deref(), Some("4"));
        assert_eq!(read("null"), None);
        assert_eq!(read("{\"a\":[1,{\"b\":2}]}"), None);
        assert_eq!(read("[\"For editors\", null, \"only\"]").as_deref(), Some("For editors; only"));
    }

    #[test]
    fn one_or_many_or_none() {
        let read = |json: &str| serde_json::from_str::<Many<Loose<'_>>>(json).map(|m| m.0.len()).expect("sound JSON");
        assert_eq!([read("\"a\""), read("[\"a\",[\"b\",null]]"), read("null"), read("{}"), read("false")], [1, 2, 0, 1, 0]);
        let keyed: Keyed<Loose<'_>> = serde_json::from_str("{\"1\":\"a\",\"2\":[\"b\",\"c\"]}").expect("sound JSON");
        let names: Vec<_> = keyed.0.iter().map(|(k, _)| k.as_str()).collect();
        assert_eq!(names, ["1", "2", "2"]);
    }

    #[test]
    fn names_fold() {
        assert_eq!(Name::of("version_created").as_str(), Name::of("versionCreated").as_str());
        assert!(Name::of("pubStatus").camel && !Name::of("pubstatus").camel);
        assert_eq!(Name::of(&"x".repeat(99)).as_str(), "");
    }
}
