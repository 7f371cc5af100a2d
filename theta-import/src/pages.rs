//! Lists that go on page by page, known by what parameters and fields are usually called.
//!
//! No document says how its pages go on, so all of it is inferred, and the endpoint says by which names.

use crate::draft::{Draft, Endpoint, Field, Kind, Loss, Pages, Param, Place, Returns, Ty, Word};
use theta_spec::json::Json;
use theta_spec::text;

/// What a cursor is called in a page, and what takes it, the more telling first.
const CURSORS: &[(&str, &[&str])] = &[
    ("next_cursor", &["cursor", "next_cursor", "after"]),
    ("nextCursor", &["cursor", "nextCursor"]),
    ("next_page_token", &["page_token", "next_page_token"]),
    ("nextPageToken", &["pageToken", "nextPageToken"]),
    ("next_page_cursor", &["page_cursor", "cursor"]),
    ("next_token", &["next_token", "token"]),
    ("nextToken", &["nextToken"]),
    ("next_marker", &["marker"]),
    ("next_page", &["page_token", "page"]),
    ("continuation_token", &["continuation_token"]),
    ("continuationToken", &["continuationToken"]),
    ("end_cursor", &["after", "cursor"]),
    ("last_id", &["after", "after_id", "starting_after"]),
    ("next", &["from", "after", "cursor", "page_token"]),
];
/// What the address of the next page is called.
const ADDRESSES: &[&str] = &[
    "next_page_url",
    "next_page_uri",
    "next_url",
    "next_uri",
    "next_link",
    "nextLink",
];
/// What takes the id of the last item.
const AFTER: &[&str] = &["after", "starting_after", "after_id"];
/// What says whether there is another page.
const MORE: &[&str] = &[
    "has_more",
    "hasMore",
    "has_next_page",
    "hasNextPage",
    "has_next",
    "more",
];
/// What the number of all pages is called, and that of all items.
const PAGES: &[&str] = &[
    "total_pages",
    "totalPages",
    "page_count",
    "pages",
    "last_page",
];
const TOTALS: &[&str] = &["total", "total_count", "totalCount"];
/// What a list is called among others.
const LISTS: &[&str] = &["data", "items", "results", "entries", "records", "values"];
/// What holds all that is said of a page.
const HOLDERS: &[&str] = &[
    "",
    "meta",
    "pagination",
    "paging",
    "page_info",
    "pageInfo",
    "response_metadata",
    "page_details",
    "links",
    "_links",
];

/// Says of endpoints how their lists go on, where the usual names tell, and that this is inferred.
pub(crate) fn infer(draft: &mut Draft) {
    let found: Vec<Option<Pages>> = draft
        .endpoints
        .iter()
        .map(|endpoint| of(draft, endpoint))
        .collect();
    for (endpoint, pages) in draft.endpoints.iter_mut().zip(found) {
        endpoint.pages = pages;
    }
}

/// Returns a word about what was inferred and the check took, for the report.
pub(crate) fn note(draft: &Draft) -> Option<Loss> {
    let inferred = draft.endpoints.iter().filter(|one| one.pages.is_some());
    let count = inferred.count();
    (count > 0).then(|| {
        let what = text::count(count, "endpoint");
        Loss::new(
            "/paths",
            format!(
                "how the lists of {what} go on is inferred from usual names: look at each `pages`"
            ),
        )
    })
}

/// A body with a list, and what else is in it.
struct Page<'d> {
    draft: &'d Draft,
    endpoint: &'d Endpoint,
    /// Where the items are.
    items: String,
    /// What an item is.
    item: &'d Ty,
    /// The fields of the body, if it is no list itself.
    fields: &'d [Field],
}

fn of(draft: &Draft, endpoint: &Endpoint) -> Option<Pages> {
    if endpoint.method != "get" {
        return None;
    }
    let mut answers = endpoint.answers.iter();
    let (Returns::Json(ty), None) = (&answers.next()?.returns, answers.next()) else {
        return None;
    };
    let page = match bare(draft, ty) {
        Ty::List(item) => Page {
            draft,
            endpoint,
            items: String::new(),
            item,
            fields: &[],
        },
        ty => {
            let fields = fields(draft, ty)?;
            let (name, item) = items(draft, fields, &endpoint.path)?;
            Page {
                draft,
                endpoint,
                items: step(name),
                item,
                fields,
            }
        }
    };
    let ways = [
        Page::cursor,
        Page::address,
        Page::link,
        Page::last,
        Page::number,
        Page::offset,
    ];
    ways.iter().find_map(|way| way(&page))
}

impl<'d> Page<'d> {
    /// The optional parameter of the query with one of these names.
    fn param(&self, names: &[&str], fits: fn(&Ty) -> bool) -> Option<&'d Param> {
        names.iter().find_map(|name| {
            self.endpoint.params.iter().find(|param| {
                let is_free = param.field.optional && param.field.constant.is_none();
                param.place == Place::Query
                    && param.field.name == *name
                    && is_free
                    && fits(bare(self.draft, &param.field.ty))
            })
        })
    }

    /// The pointer to the field with one of these names, in the body or in what says more of the page.
    fn field(&self, names: &[&str], fits: fn(&Ty) -> bool) -> Option<String> {
        for holder in HOLDERS {
            let (at, fields) = match *holder {
                "" => (String::new(), self.fields),
                name => {
                    let Some(held) = self.fields.iter().find(|field| field.name == name) else {
                        continue;
                    };
                    let Some(fields) = fields(self.draft, bare(self.draft, &held.ty)) else {
                        continue;
                    };
                    (step(name), fields)
                }
            };
            let named = |name: &&str| fields.iter().find(|field| field.name == **name);
            let mut found = names.iter().filter_map(named);
            let found = found.find(|field| fits(bare(self.draft, &field.ty)));
            if let Some(field) = found {
                return Some(at + &step(&field.name));
            }
        }
        None
    }

    fn pages(&self, mut keys: Vec<(&'static str, String)>, by: &str) -> Pages {
        keys.insert(0, ("items", self.items.clone()));
        Pages {
            keys,
            first: None,
            by: by.to_owned(),
        }
    }

    fn cursor(&self) -> Option<Pages> {
        CURSORS.iter().find_map(|(name, takers)| {
            let next = self.field(&[name], is_text_or_whole)?;
            let into = self.param(takers, is_text_or_whole)?;
            let mut keys = vec![("next", next), ("into", into.field.name.clone())];
            keys.extend(self.field(MORE, is_flag).map(|more| ("more", more)));
            Some(self.pages(keys, &format!("`{name}` and `{}`", into.field.name)))
        })
    }

    fn address(&self) -> Option<Pages> {
        let url = self.field(ADDRESSES, Ty::is_text)?;
        let by = format!("`{url}`");
        Some(self.pages(vec![("url", url)], &by))
    }

    fn link(&self) -> Option<Pages> {
        let mut headers = self.endpoint.response_headers.iter();
        headers
            .any(|header| header.name == "link")
            .then(|| self.pages(vec![("link", "next".to_owned())], "the header `link`"))
    }

    fn last(&self) -> Option<Pages> {
        let more = self.field(MORE, is_flag)?;
        let into = self.param(AFTER, is_text_or_whole)?;
        let item = fields(self.draft, bare(self.draft, self.item))?;
        let id = item.iter().find(|field| field.name == "id")?;
        if !is_text_or_whole(bare(self.draft, &id.ty)) {
            return None;
        }
        let last = format!("{}/-1/id", self.items);
        let into = into.field.name.clone();
        let by = format!("`{more}` and `{into}`");
        Some(self.pages(vec![("last", last), ("into", into), ("more", more)], &by))
    }

    fn number(&self) -> Option<Pages> {
        let page = self.param(&["page", "page_number", "pageNumber"], is_whole)?;
        let mut keys = vec![("page", page.field.name.clone())];
        if let Some(more) = self.field(MORE, is_flag) {
            keys.push(("more", more));
        } else if let Some(total) = self.field(PAGES, is_whole) {
            keys.push(("total", total));
        }
        let mut pages = self.pages(keys, &format!("`{}`", page.field.name));
        // Where the default is said, it is the first page.
        if let Some(Json::Number(first)) = &page.field.default {
            pages.first = first.parse().ok().filter(|first| *first != 1);
        }
        Some(pages)
    }

    fn offset(&self) -> Option<Pages> {
        let offset = self.param(&["offset", "skip"], is_whole)?;
        let mut keys = vec![("offset", offset.field.name.clone())];
        if let Some(more) = self.field(MORE, is_flag) {
            keys.push(("more", more));
        } else if let Some(total) = self.field(TOTALS, is_whole) {
            keys.push(("total", total));
        }
        Some(self.pages(keys, &format!("`{}`", offset.field.name)))
    }
}

/// The list of a page among its fields: the only one, or the one with a usual name or that of the path.
fn items<'d>(draft: &'d Draft, fields: &'d [Field], path: &str) -> Option<(&'d str, &'d Ty)> {
    let of = |field: &'d Field| match bare(draft, &field.ty) {
        Ty::List(item) => Some((field.name.as_str(), &**item)),
        _ => None,
    };
    let lists: Vec<_> = fields.iter().filter_map(of).collect();
    let named = |name: &str| lists.iter().find(|(list, _)| *list == name).copied();
    match lists.as_slice() {
        [only] => Some(*only),
        _ => path
            .rsplit('/')
            .find(|step| !step.contains('{'))
            .and_then(named)
            .or_else(|| LISTS.iter().find_map(|name| named(name))),
    }
}

/// What a type is without `null` and other names.
fn bare<'d>(draft: &'d Draft, mut ty: &'d Ty) -> &'d Ty {
    // An alias of itself ends somewhere.
    for _ in 0..16 {
        ty = match ty {
            Ty::Nullable(inner) => inner,
            Ty::Named(id) => match draft.types.get(*id).map(|def| &def.kind) {
                Some(Kind::Alias(inner)) => inner,
                _ => return ty,
            },
            _ => return ty,
        };
    }
    ty
}

fn fields<'d>(draft: &'d Draft, ty: &Ty) -> Option<&'d [Field]> {
    let Ty::Named(id) = ty else { return None };
    match &draft.types.get(*id)?.kind {
        Kind::Struct { fields, .. } => Some(fields),
        _ => None,
    }
}

fn is_flag(ty: &Ty) -> bool {
    *ty == Ty::Word(Word::Boolean)
}

fn is_whole(ty: &Ty) -> bool {
    matches!(ty, Ty::Word(Word::Integer | Word::Unsigned))
}

fn is_text_or_whole(ty: &Ty) -> bool {
    ty.is_text() || is_whole(ty)
}

/// A step of a pointer.
fn step(name: &str) -> String {
    format!("/{}", name.replace('~', "~0").replace('/', "~1"))
}
