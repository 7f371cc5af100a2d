-- Limits of one API key: what was used within windows, in slots, and a pace for those that are short.
-- All times are whole microseconds of this server's clock, so that the clocks of machines do not matter.
local key = KEYS[1]
local mode = ARGV[1]                                                -- take or correct
local count = tonumber(ARGV[2])
local EPSILON = 0.000001
local DAY = 86400

local function whole(number) return string.format('%.0f', number) end

-- The first day of the month after that of a day; both in days since 1970.
local function next_month(day)
  day = day + 719468
  local era = math.floor(day / 146097)
  local of_era = day - era * 146097
  local year = math.floor((of_era - math.floor(of_era / 1460) + math.floor(of_era / 36524)
    - math.floor(of_era / 146096)) / 365)
  local of_year = of_era - (365 * year + math.floor(year / 4) - math.floor(year / 100))
  local month = math.floor((5 * of_year + 2) / 153)
  if month == 11 then year, month = year + 1, 0 else month = month + 1 end
  return era * 146097 + 365 * year + math.floor(year / 4) - math.floor(year / 100) + math.floor(year / 400)
    + math.floor((153 * month + 2) / 5) - 719468
end

-- Until when something counts that is sent now: what slides by slots, what does not to the end of its period.
local function ends(now, kind, length, margin, zone)
  if kind == 'sliding' then
    local slot = math.max(1, math.floor(length / 128))
    return math.ceil((now + length + margin) / slot) * slot
  end
  local at = math.floor((now + margin) / 1000000) + zone
  local last
  if kind == 'month' then
    last = next_month(math.floor(at / DAY)) * DAY
  else
    local seconds = length / 1000000
    last = (math.floor(at / seconds) + 1) * seconds
  end
  return (last - zone) * 1000000 + margin
end

local function slots(prefix)
  local found = {}
  local kept = redis.call('HGETALL', key)
  for at = 1, #kept, 2 do
    local name, until_ = string.match(kept[at], '^(.*):(%d+)$')
    if name and prefix[name] then
      found[#found + 1] = {name, tonumber(until_), tonumber(kept[at + 1]), kept[at]}
    elseif string.match(kept[at], '@next$') then
      found[#found + 1] = {kept[at], 0, tonumber(kept[at + 1]), ''}
    end
  end
  return found
end

if mode == 'correct' then
  for at = 1, count do
    local base = 2 + (at - 1) * 3
    local field = ARGV[base + 1] .. ':' .. ARGV[base + 2]
    if redis.call('HEXISTS', key, field) == 1 then
      redis.call('HINCRBYFLOAT', key, field, ARGV[base + 3])
    end
  end
  return {}
end

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local limits, prefix = {}, {}
for at = 1, count do
  local base = 2 + (at - 1) * 9
  limits[at] = {
    name = ARGV[base + 1], kind = ARGV[base + 2], length = tonumber(ARGV[base + 3]),
    margin = tonumber(ARGV[base + 4]), zone = tonumber(ARGV[base + 5]), most = tonumber(ARGV[base + 6]),
    spacing = tonumber(ARGV[base + 7]), ahead = tonumber(ARGV[base + 8]), units = tonumber(ARGV[base + 9]),
    used = {}, sum = 0, next = 0,
  }
  prefix[limits[at].name] = limits[at]
end
for _, slot in ipairs(slots(prefix)) do
  local limit = prefix[slot[1]]
  if slot[4] == '' then
    limit = prefix[string.sub(slot[1], 1, -6)]
    if limit then limit.next = slot[3] end
  elseif slot[2] <= now then
    redis.call('HDEL', key, slot[4])
  else
    limit.used[#limit.used + 1] = slot
    limit.sum = limit.sum + slot[3]
  end
end

local longest = -1
local which = 0
for at, limit in ipairs(limits) do
  if limit.units > limit.most + EPSILON then return {'never', tostring(at)} end
  local over = limit.sum + math.max(limit.units, 2 * EPSILON) - limit.most
  local wait = math.max(0, limit.next - limit.ahead - now)
  table.sort(limit.used, function(a, b) return a[2] < b[2] end)
  for _, slot in ipairs(limit.used) do
    if over <= EPSILON then break end
    over = over - slot[3]
    wait = math.max(wait, slot[2] - now)
  end
  if wait > 0 and wait > longest then longest, which = wait, at end
end
if which > 0 then return {'wait', tostring(which), whole(longest)} end

local reply, life = {'taken'}, 0
for _, limit in ipairs(limits) do
  local last = ends(now, limit.kind, limit.length, limit.margin, limit.zone)
  redis.call('HINCRBYFLOAT', key, limit.name .. ':' .. whole(last), tostring(limit.units))
  if limit.spacing > 0 then
    redis.call('HSET', key, limit.name .. '@next', whole(math.max(limit.next, now) + limit.spacing))
  end
  reply[#reply + 1] = whole(last)
  life = math.max(life, last - now)
end
local left = redis.call('PTTL', key)
redis.call('PEXPIRE', key, whole(math.max(left, life / 1000 + 60000)))
return reply
