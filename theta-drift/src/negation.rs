//! What turns a sentence into its opposite, in the languages in which APIs are documented.

use std::collections::HashSet;

/// Words that negate what they stand with.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "no", "not", "never", "none", "cannot", "without", "nor", "neither",
    "nicht", "kein", "keine", "keinen", "keinem", "keiner", "keines", "nie", "niemals", "ohne", "weder",
    "ne", "pas", "jamais", "aucun", "aucune", "sans", "non",
    "nunca", "sin", "ning\u{fa}n", "ninguna", "ninguno", "n\u{e3}o", "nem", "sem", "nenhum", "nenhuma",
    "senza", "mai", "nessun", "nessuna",
    "niet", "geen", "zonder", "nooit",
    "inte", "ingen", "utan", "ikke", "uden", "uten", "aldrig",
    "bez", "nen\u{ed}",
    "не", "нет", "без", "нельзя", "немає",
    "değil", "yok", "không", "tidak", "tanpa", "jangan", "bukan",
    "δεν", "μην", "χωρίς", "नहीं", "बिना", "לא", "אין", "ללא",
    "لا", "ليس", "ليست", "لم", "لن", "غير", "بدون", "دون", "عدم", "بلا",
    "안",
];

/// Conjunctions that are written as one word with what follows.
const JOINED: &[char] = &['و', 'ف'];

/// A word is negated by this at its end.
const END: &str = "n't";

/// A word is negated by this at its beginning.
const BEGINNING: &str = "n'";

/// What negates inside of what looks like one word: in scripts without spaces, and at the ends of verbs.
#[rustfmt::skip]
const INNER: &[&str] = &[
    "ない", "なく", "なし", "ません", "せず", "きず", "れず", "ずに",
    "不", "没", "沒", "无", "無", "未", "勿", "非", "禁止",
    "않", "없", "못", "아니", "아닌", "아닙", "불가", "금지", "무효", "비활성", "미지원", "마세요", "마십시오", "말아", "안되", "안됩",
    "ไม่", "ห้าม", "อย่า",
];

/// What has one of them in it and negates nothing.
#[rustfmt::skip]
const SPARED: &[&str] = &[
    "n'importe",
    "少ない", "少なく", "間もなく", "まもなく", "だけでなく", "なければならない", "なければなりません",
    "かもしれない", "かもしれません", "みなしま", "みなして", "見なしま", "見なして",
    "不仅", "不僅", "不但", "不论", "不論", "不久", "差不多", "不得不", "无论", "無論", "无线", "無線", "未来", "未來", "非常",
    "잘못", "아니요", "아니오",
    "อย่าง",
];

/// What makes a word its opposite at its beginning, if the word without it stood in its place.
#[rustfmt::skip]
const OPPOSITE: &[&str] = &[
    "un", "in", "im", "il", "ir", "dis", "de", "non", "des", "dés", "on", "ne", "nie", "не", "без", "불",
];

/// From here on what follows the beginning of a word is taken for a word of its own, in letters.
const SHORTEST: usize = 5;

/// How many negations a text has: one may take the place of another.
pub(crate) fn negations(words: &[&str]) -> usize {
    found(words).len()
}

/// The negations of a text.
fn found(words: &[&str]) -> Vec<&'static str> {
    // A word alone answers nothing; a sentence without spaces is more than a word.
    let is_alone = words.len() < 2;
    let mut out = Vec::new();
    for word in words.iter().map(|word| word.to_lowercase()) {
        if SPARED.contains(&&*word) {
            continue;
        }
        let found = as_a_whole(&word);
        if is_alone && (found.is_some() || INNER.contains(&&*word)) {
            continue;
        }
        match found {
            Some(entry) => out.push(entry),
            None if !word.is_ascii() => inside(&word, &mut out),
            None => {}
        }
    }
    out
}

fn as_a_whole(word: &str) -> Option<&'static str> {
    let is_it = |entry: &&&str| word == **entry || word.strip_prefix(JOINED) == Some(**entry);
    if let Some(entry) = WORDS.iter().find(is_it) {
        Some(entry)
    } else if word.ends_with(END) {
        Some(END)
    } else {
        Some(BEGINNING).filter(|beginning| word.starts_with(beginning))
    }
}

fn inside(word: &str, out: &mut Vec<&'static str>) {
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let begins = |entry: &&&str| rest.starts_with(**entry);
        let skipped = if let Some(spared) = SPARED.iter().find(begins) {
            spared.len()
        } else if let Some(entry) = INNER.iter().find(begins) {
            out.push(entry);
            entry.len()
        } else {
            first.len_utf8()
        };
        rest = &rest[skipped..];
    }
}

/// Whether a word took the place of its opposite: `invalid` that of `valid`.
pub(crate) fn opposes(old: &[&str], new: &[&str]) -> bool {
    let all = |words: &[&str]| -> HashSet<String> {
        words.iter().map(|word| word.to_lowercase()).collect()
    };
    let (old, new) = (all(old), all(new));
    let one_way = |with: &HashSet<String>, without: &HashSet<String>| {
        with.difference(without).any(|word| {
            let rest = |beginning: &&str| word.strip_prefix(beginning);
            let mut rests = OPPOSITE.iter().filter_map(rest);
            rests.any(|rest| {
                let rest = rest.trim_start_matches('-');
                rest.chars().count() >= SHORTEST && without.contains(rest) && !with.contains(rest)
            })
        })
    };
    one_way(&old, &new) || one_way(&new, &old)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Sentences as documentation has them, each with one negation.
    const NEGATED: &[(&str, &str)] = &[
        ("no", "There is no limit on the number of keys."),
        ("not", "Keys are not shared between projects."),
        ("never", "Tokens never expire."),
        ("none", "It is sent by none of the plans."),
        ("cannot", "A job cannot be cancelled."),
        ("without", "Send the request without a body."),
        ("nor", "Nor is it logged."),
        ("neither", "Neither of them is stored."),
        ("n't", "The file isn't stored."),
        ("nicht", "Der Schlüssel wird nicht gespeichert."),
        ("kein", "Dafür ist kein Schlüssel nötig."),
        ("keine", "Es gibt keine Begrenzung."),
        ("keinen", "Die Antwort hat keinen Inhalt."),
        ("keinem", "Er gilt in keinem Projekt."),
        ("keiner", "Sie wird in keiner Antwort gesendet."),
        ("keines", "Keines der Felder ist leer."),
        ("nie", "Ein Token läuft nie ab."),
        ("niemals", "Geben Sie den Schlüssel niemals weiter."),
        ("ohne", "Der Aufruf geht ohne Anmeldung."),
        ("weder", "Weder Text."),
        ("ne", "La clé ne peut expirer."),
        ("n'", "La clé n'expire plus."),
        ("pas", "Pas de limite de débit."),
        ("jamais", "Jamais mis en cache."),
        ("aucun", "Aucun en-tête requis."),
        ("aucune", "Aucune authentification requise."),
        ("sans", "Appelez la méthode sans paramètre."),
        ("non", "Il token non scade."),
        ("nunca", "Los tokens nunca caducan."),
        ("sin", "Envíe la solicitud sin cuerpo."),
        ("ningún", "Ningún campo es obligatorio."),
        ("ninguna", "Ninguna clave es válida."),
        ("ninguno", "Ninguno de los campos es obligatorio."),
        ("não", "O token não expira."),
        ("nem", "A kulcs nem érvényes."),
        ("sem", "Envie a requisição sem corpo."),
        ("nenhum", "Nenhum campo é obrigatório."),
        ("nenhuma", "Nenhuma chave é válida."),
        ("senza", "Inviare la richiesta senza corpo."),
        ("mai", "Mai memorizzato nella cache."),
        ("nessun", "Nessun campo è obbligatorio."),
        ("nessuna", "Nessuna chiave è valida."),
        ("niet", "De sleutel is niet geldig."),
        ("geen", "Er is geen limiet."),
        ("zonder", "Stuur het verzoek zonder body."),
        ("nooit", "Tokens verlopen nooit."),
        ("inte", "Nyckeln är inte giltig."),
        ("ingen", "Det finns ingen gräns."),
        ("utan", "Skicka begäran utan innehåll."),
        ("ikke", "Nøglen er ikke gyldig."),
        ("uden", "Send anmodningen uden indhold."),
        ("uten", "Send forespørselen uten innhold."),
        ("aldrig", "Nyckeln upphör aldrig."),
        ("bez", "Wyślij żądanie bez treści."),
        ("není", "Klíč není platný."),
        ("не", "Ключ не хранится на сервере."),
        ("нет", "У запроса нет тела."),
        ("без", "Отправьте запрос без тела."),
        ("нельзя", "Задачу нельзя отменить."),
        ("немає", "У запиту немає тіла."),
        ("değil", "Anahtar geçerli değil."),
        ("yok", "İstek sınırı yok."),
        ("không", "Khóa không hợp lệ."),
        ("tidak", "Kunci tidak valid."),
        ("tanpa", "Kirim permintaan tanpa isi."),
        ("jangan", "Jangan bagikan kunci Anda."),
        ("bukan", "Ini bukan kunci API."),
        ("δεν", "Το κλειδί δεν λήγει."),
        ("μην", "Μην κοινοποιείτε το κλειδί."),
        ("χωρίς", "Στείλτε το αίτημα χωρίς σώμα."),
        ("नहीं", "यह कुंजी मान्य नहीं है।"),
        ("बिना", "कुंजी के बिना अनुरोध भेजें।"),
        ("לא", "המפתח לא תקף."),
        ("אין", "אין הגבלה על קריאות."),
        ("ללא", "שלחו את הבקשה ללא גוף."),
        ("لا", "لا تنتهي صلاحية المفتاح."),
        ("لا", "المفتاح سري ولا يمكن مشاركته."),
        ("ليس", "ليس هناك حد للطلبات."),
        ("ليست", "القيمة ليست صحيحة."),
        ("لم", "لم يتم العثور على المورد."),
        ("لن", "لن يتم حفظ الملف."),
        ("غير", "المفتاح غير صالح."),
        ("بدون", "أرسل الطلب بدون نص."),
        ("دون", "أرسل الطلب دون مصادقة."),
        ("عدم", "يرجى عدم مشاركة المفتاح."),
        ("بلا", "هذا الطلب بلا حدود."),
        ("안", "키를 공유하면 안 됩니다."),
        ("ない", "このキーは使用できない。"),
        ("ない", "再試行しないでください。"),
        ("なく", "この値は文字列ではなく数値です。"),
        ("なし", "認証なしで呼び出せます。"),
        ("ません", "この操作は取り消せません。"),
        ("せず", "キャッシュを使用せず応答します。"),
        ("きず", "接続できず終了します。"),
        ("れず", "リクエストは処理されず終了します。"),
        ("ずに", "待たずに再試行してください。"),
        ("不", "该接口不支持批量请求。"),
        ("没", "该用户没有权限。"),
        ("沒", "該使用者沒有權限。"),
        ("无", "密钥对所有调用无效。"),
        ("無", "APIキーが無効です。"),
        ("未", "请求未通过身份验证。"),
        ("勿", "请勿共享您的密钥。"),
        ("非", "このエンドポイントは非推奨です。"),
        ("禁止", "禁止在客户端使用密钥。"),
        ("않", "키가 유효하지 않습니다."),
        ("없", "요청 제한이 없습니다."),
        ("못", "파일을 찾지 못했습니다."),
        ("아니", "이 값은 필수가 아니며 생략할 수 있습니다."),
        ("아닌", "숫자가 아닌 값은 거부됩니다."),
        ("아닙", "이 값은 필수가 아닙니다."),
        ("불가", "이 작업은 취소가 불가합니다."),
        ("금지", "키 공유는 금지됩니다."),
        ("무효", "이전 키는 무효입니다."),
        ("비활성", "이 기능은 비활성화됩니다."),
        ("미지원", "이 기능은 미지원입니다."),
        ("마세요", "키를 공유하지 마세요."),
        ("마십시오", "요청을 재시도하지 마십시오."),
        ("말아", "키를 공유하지 말아 주시기 바랍니다."),
        ("안되", "키를 공유하면 안되며 보관해야 합니다."),
        ("안됩", "키를 공유하면 안됩니다."),
        ("ไม่", "คีย์นี้ไม่หมดอายุ"),
        ("ห้าม", "ห้ามแชร์คีย์ของคุณ"),
        ("อย่า", "อย่าแชร์คีย์ของคุณ"),
    ];

    /// Sentences that negate nothing, with what looks like it.
    const PLAIN: &[(&str, &str)] = &[
        ("n'importe", "Envoyez n'importe quel fichier."),
        ("少ない", "リクエストが少ない場合に使います。"),
        ("少なく", "少なくとも一つの値が必要です。"),
        ("間もなく", "ジョブは間もなく開始されます。"),
        ("まもなく", "ジョブはまもなく開始されます。"),
        ("だけでなく", "文字列だけでなく数値も使えます。"),
        ("なければならない", "キーを指定しなければならない。"),
        ("なければなりません", "キーを指定しなければなりません。"),
        ("かもしれない", "時間がかかるかもしれない。"),
        ("かもしれません", "時間がかかるかもしれません。"),
        ("みなしま", "完了とみなします。"),
        ("みなして", "完了とみなしてください。"),
        ("見なしま", "完了と見なします。"),
        ("見なして", "完了と見なしてください。"),
        ("不仅", "该接口不仅返回文本。"),
        ("不僅", "該介面不僅回傳文字。"),
        ("不但", "该接口不但返回文本。"),
        ("不论", "不论大小都可以上传。"),
        ("不論", "不論大小都可以上傳。"),
        ("不久", "任务不久就会开始。"),
        ("差不多", "两个接口差不多。"),
        ("不得不", "客户端不得不重试。"),
        ("无论", "无论大小都可以上传。"),
        ("無論", "無論大小都可以上傳。"),
        ("无线", "支持无线设备。"),
        ("無線", "支援無線裝置。"),
        ("未来", "未来的版本会支持。"),
        ("未來", "未來的版本會支援。"),
        ("非常", "该接口非常快。"),
        ("잘못", "잘못된 요청입니다."),
        ("아니요", "답은 아니요 입니다."),
        ("아니오", "답은 아니오 입니다."),
        ("อย่าง", "ดูตัวอย่างด้านล่าง"),
    ];

    fn words(text: &str) -> Vec<&str> {
        let words = text.split([' ', '、']);
        words
            .map(|word| word.trim_end_matches(['.', ',', '。']))
            .collect()
    }

    fn found_in(text: &str) -> Vec<&'static str> {
        found(&words(text))
    }

    #[test]
    fn each_negation_is_the_only_one_of_a_sentence() {
        for (entry, text) in NEGATED {
            assert_eq!(found_in(text), [*entry], "{text}");
        }
        let all = WORDS.iter().chain(INNER).chain([&END, &BEGINNING]);
        for entry in all {
            assert!(
                NEGATED.iter().any(|(of, _)| of == entry),
                "{entry} has no sentence"
            );
        }
    }

    #[test]
    fn what_looks_like_a_negation_is_none() {
        for (entry, text) in PLAIN {
            assert_eq!(found_in(text), [""; 0], "{text}");
            // Without it the sentence would have one.
            let (mut bare, entry) = (Vec::new(), *entry);
            let negates = as_a_whole(entry).is_some();
            let is_inside = INNER.iter().any(|inner| entry.contains(inner));
            inside(entry, &mut bare);
            assert!((negates || is_inside) && bare.is_empty(), "{entry}");
        }
        for entry in SPARED {
            assert!(
                PLAIN.iter().any(|(of, _)| of == entry),
                "{entry} has no sentence"
            );
        }
    }

    #[test]
    fn a_word_alone_answers_nothing() {
        for text in ["No", "Nein", "无", "ない", "아니요", "なし."] {
            assert_eq!(found_in(text), [""; 0], "{text}");
        }
        assert_eq!(found_in("无效。"), ["无"]);
    }

    #[test]
    fn each_negation_of_a_sentence_without_spaces_counts() {
        assert_eq!(found_in("密钥不过期且不限次数。"), ["不", "不"]);
        assert_eq!(
            found_in("使用できず、保存もされません。"),
            ["きず", "ません"]
        );
    }

    #[test]
    fn each_beginning_makes_a_word_its_opposite() {
        let pairs = [
            ("un", "It is supported.", "It is unsupported."),
            ("un", "Der Wert ist gültig.", "Der Wert ist ungültig."),
            ("in", "The key is valid.", "The key is invalid."),
            ("im", "That is possible.", "That is impossible."),
            ("il", "It is legal there.", "It is illegal there."),
            ("ir", "It is reversible.", "It is irreversible."),
            ("dis", "Retries are allowed.", "Retries are disallowed."),
            ("de", "Keys are activated.", "Keys are deactivated."),
            ("non", "A list, empty.", "A list, non-empty."),
            (
                "des",
                "La clave está activada.",
                "La clave está desactivada.",
            ),
            ("dés", "La clé est activée.", "La clé est désactivée."),
            ("on", "De sleutel is geldig.", "De sleutel is ongeldig."),
            ("ne", "Klíč je platný.", "Klíč je neplatný."),
            ("nie", "Klucz jest prawidłowy.", "Klucz jest nieprawidłowy."),
            ("не", "Ключ действителен.", "Ключ недействителен."),
            ("без", "Это опасный вызов.", "Это безопасный вызов."),
            ("불", "취소가 가능합니다.", "취소가 불가능합니다."),
        ];
        let means = |old: &str, new: &str| opposes(&words(old), &words(new));
        for (beginning, plain, opposite) in pairs {
            assert!(means(plain, opposite), "{opposite}");
            assert!(means(opposite, plain), "{opposite}");
            assert!(OPPOSITE.contains(&beginning), "{beginning}");
        }
        for entry in OPPOSITE {
            assert!(
                pairs.iter().any(|(of, ..)| of == entry),
                "{entry} has no pair"
            );
        }
        for (old, new) in [
            ("Send it to us.", "Send it into us."),
            ("It listens on a port.", "It listens on an import."),
            ("Invalid keys are refused.", "An invalid key is refused."),
            ("A valid key.", "A valid key, no invalid one."),
        ] {
            assert!(!means(old, new), "{old} → {new}");
        }
    }
}
