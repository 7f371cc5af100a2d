//! T058x: what calls are billed by, and limits.

use super::{CodeInfo, info};

pub(super) const CODES: &[CodeInfo] = &[
    info(
        "T0580",
        "a place without units",
        "`sent` are places in the JSON of a request that say how many units a call costs: a text counts its characters, a number its value. `used` are places of numbers in a JSON answer. A place that the types do not have would never say anything, and a budget could not be kept.",
        "endpoints.say.billed = { unit = \"token\", used = \"/usage/total\" }   # the answer has /usage/total_tokens\n# better:\nendpoints.say.billed = { unit = \"token\", used = \"/usage/total_tokens\" }",
    ),
    info(
        "T0581",
        "limited twice",
        "Two limits count the same calls within the same window. The smaller would always bind, and the larger would only mislead whoever reads it. `rpm` is a limit of requests in any minute.",
        "plans.small = { rpm = 30, limits = [{ requests = 20, per = \"1m\" }] }\n# better:\nplans.small = { rpm = 20 }",
    ),
    info(
        "T0582",
        "a burst above its window",
        "`burst` is how many requests may come at once, and all of them count within the window.",
        "limits = [{ requests = 5, per = \"1s\", burst = 10 }]\n# better:\nlimits = [{ requests = 5, per = \"1s\", burst = 5 }]",
    ),
    info(
        "T0583",
        "a limit that is never reached",
        "Another limit of the same key lets fewer calls through than this one allows: ten in any minute are at most 14400 in any day. Either it adds nothing, or one of the numbers is not what the docs state.",
        "limits = [{ requests = 10, per = \"1m\" }, { requests = 20000, per = \"1d\" }]\n# better:\nlimits = [{ requests = 10, per = \"1m\" }, { requests = 2000, per = \"1d\" }]",
    ),
    info(
        "T0584",
        "a limit of units that nobody counts",
        "A limit of units counts what calls are billed by. It needs an endpoint whose `billed` names the same unit.",
        "limits = [{ units = 90000, unit = \"tokens\", per = \"1m\" }]\n# better:\nlimits = [{ units = 90000, unit = \"token\", per = \"1m\" }]\nendpoints.say.billed = { unit = \"token\", used = \"/usage/total_tokens\" }",
    ),
    info(
        "T0585",
        "what is left of a limit without its end",
        "A header that says how much of a limit is left is of use only with one that says when the limit ends: calls wait until then.",
        "retry.remaining = { x-ratelimit-remaining = \"x-ratelimit-reset\" }\n# better:\nretry.remaining = { x-ratelimit-remaining = \"x-ratelimit-reset\" }\nretry.resets = { x-ratelimit-reset = \"epoch\" }",
    ),
];
