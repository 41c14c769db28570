//! Slugs above the headline of a plain wire: "MH-FERRY", "SOAF-FERRY", "HR-NESREĆE-Pomorske nesreće", and the wire's number, "BOM12".

/// A word in capitals of so many letters is no acronym.
const LONGER_THAN_ACRONYMS: usize = 6;

/// Whether a line is a slug: words in capitals tied by hyphens or slashes without a space; more words may follow where one of the
/// tied ones is too long to be an acronym, so that "CDU-SPD-Koalition plant Reform" is none.
pub fn is_slug(line: &str) -> bool {
    let line = line.trim();
    let (first, rest) = line.split_once(' ').map_or((line, ""), |(first, rest)| (first, rest.trim()));
    if line.chars().count() > 60 || !first.contains(['-', '/']) || line.ends_with(['.', ':', '!', '?', '/']) {
        return false;
    }
    let parts: Vec<&str> = first.split(['-', '/']).filter(|p| !p.is_empty()).collect();
    let capitals = |p: &&&str| p.chars().count() >= 2 && p.chars().all(char::is_uppercase);
    let tied = parts.iter().take_while(capitals).count();
    let coded = parts.iter().all(|p| p.chars().all(|c| c.is_uppercase() || c.is_ascii_digit()));
    if rest.is_empty() && coded {
        return tied >= 2 || parts.iter().filter(capitals).count() >= 2;
    }
    // "BC-Ferry-Aground, 1st Ld-Writethru": the cycle for which American houses write.
    if matches!(parts[..], ["BC" | "AM" | "PM", _, _, ..]) && rest.split_whitespace().count() <= 3 {
        return true;
    }
    // A country's code comes first.
    parts.len() > tied
        && tied >= 2
        && parts[0].chars().count() <= 3
        && parts[..tied].iter().any(|p| p.chars().count() >= LONGER_THAN_ACRONYMS)
        && rest.split_whitespace().count() <= 3
}

/// Whether a line is a slug that ends in a slash: "Brücke/Sperrung/".
pub fn is_closed(line: &str) -> bool {
    let Some(slug) = line.strip_suffix('/') else { return false };
    let part = |p: &str| p.starts_with(char::is_alphabetic) && p.split(' ').count() <= 2;
    line.chars().count() <= 60 && slug.contains('/') && slug.split('/').all(part)
}

/// Whether a line is the house's short name, the number of the wire, and perhaps its desk: "nkd 041 (vm)", "nkd 041 vm".
pub fn is_house_number(line: &str) -> bool {
    let words: Vec<&str> = line.split(' ').collect();
    let [house, number, desk @ ..] = &words[..] else { return false };
    (2..=5).contains(&house.len())
        && house.bytes().all(|b| b.is_ascii_alphabetic())
        && (2..=5).contains(&number.len())
        && number.bytes().all(|b| b.is_ascii_digit())
        && desk.len() <= 1
        && desk
            .iter()
            .all(|d| d.starts_with('(') && d.ends_with(')') && d.len() <= 6 || d.len() <= 3 && d.bytes().all(|b| b.is_ascii_lowercase()))
}

/// Whether a line is the number of a take, a desk in capitals and a word or two: "1 SHOWBIZ Panto".
pub fn is_counted(line: &str) -> bool {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [number, desk, rest @ ..] = &words[..] else { return false };
    number.len() <= 2
        && number.bytes().all(|b| b.is_ascii_digit())
        && desk.len() >= 4
        && desk.chars().all(char::is_uppercase)
        && (1..=2).contains(&rest.len())
}

/// Whether a line is the number of a wire: two or three letters and two to four digits.
pub fn is_number(line: &str) -> bool {
    let letters = line.len() - line.trim_start_matches(|c: char| c.is_ascii_uppercase()).len();
    let digits = &line[letters..];
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    // "ZNS-0212-07": house, day and number.
    let dated = || digits.starts_with(['-', '/']) && (5..=14).contains(&digits.len()) && digits[1..].split(['-', '/']).all(all_digits);
    let short = (2..=3).contains(&letters) && (2..=4).contains(&digits.len()) && all_digits(digits);
    short || (2..=6).contains(&letters) && digits.len() > 4 && dated()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_and_what_only_looks_like_one() {
        for slug in [
            "MH-FERRY",
            "SOAF-FERRY",
            "BC-JAPAN-FERRY-URGENT",
            "LD-2NDLD-FERRY",
            "HR-NESREĆE-Pomorske nesreće",
            "IRAQ/OIL/EXPORTS",
            "BC-EU--Portugal-Ferry,2nd Ld-Writethru",
        ] {
            assert!(is_slug(slug), "{slug}");
        }
        for other in [
            "COVID-19",
            "CDU-SPD-Koalition plant Reform",
            "EU-NATO-Gipfel beginnt heute",
            "UNESCO-Welterbe in Gefahr",
            "Wetter/",
            "SPORT",
            "FERRY RUNS AGROUND",
            "X-RAY",
            "Ferry-owner",
            "FUSSBALL-WM beginnt am Donnerstag in Toronto",
            "FUSSBALL-WM beginnt",
            "US-AUSSENMINISTER reist ab",
        ] {
            assert!(!is_slug(other), "{other}");
        }
        assert!(is_counted("1 WEATHER Snow") && !is_counted("2 DEAD") && !is_counted("12 Angry Men return"));
        assert!(is_closed("Brücke/Sperrung/") && !is_closed("Wetter/") && !is_closed("Und was nun/weiter so geht es/"));
        assert!(is_house_number("nkd 041 (vm)") && !is_house_number("AC 12 Monza (a)"));
        assert!(
            is_number("BOM12")
                && is_number("DEL100")
                && is_number("ZNS-0212-07")
                && !is_number("COVID-19")
                && !is_number("G20")
                && !is_number("BOM")
                && !is_number("2026")
        );
    }
}
