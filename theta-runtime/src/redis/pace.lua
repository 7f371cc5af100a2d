-- The pace of one API key: the generic cell rate algorithm, with slots that can be booked ahead.
-- All times are whole microseconds of this server's clock, so that the clocks of machines do not matter.
local key = KEYS[1]
local mode = ARGV[1]                                                -- take, back or tell
local spacing, ahead = tonumber(ARGV[2]), tonumber(ARGV[3])         -- between two requests; of a burst
local grace, patience = tonumber(ARGV[4]), tonumber(ARGV[5])        -- for who comes late; of who asks
local fresh = ARGV[6] == '1'                                        -- this server has just started
local successes, refused = tonumber(ARGV[7]), ARGV[8] == '1'        -- since this machine last asked
local pause, known_factor = tonumber(ARGV[9]), tonumber(ARGV[10])   -- what it knows
local slot, before = tonumber(ARGV[11]), tonumber(ARGV[12])         -- what it has booked
local after, era = tonumber(ARGV[13]), tonumber(ARGV[14])           -- era: since the last refusal or loss

local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local kept = redis.call('HMGET', key, 'next', 'era', 'factor', 'shrunk', 'seen')
local next, current = tonumber(kept[1]), tonumber(kept[2])
local factor, shrunk, seen = tonumber(kept[3]), tonumber(kept[4]), tonumber(kept[5])

if not (next and current and factor and shrunk and seen) then
  next, factor, shrunk, seen, fresh = 0, known_factor, 0, now, true
end
if now < seen then
  -- The clock was set back, or another machine's is behind.
  next, shrunk, fresh = next - (seen - now), shrunk - (seen - now), true
end
if fresh then
  -- What was sent last is not known: as if it had been just now, and the whole burst with it.
  next, current = math.max(next, now + math.max(pause, spacing) + ahead), now
end

factor = math.max(0.1, math.min(1, factor + successes * 0.01))
if refused then
  -- All that were on their way are refused at once: that is one event.
  if now - shrunk >= (spacing + ahead) / factor then
    factor, shrunk = math.max(0.1, factor * 0.7), now
  end
  next = math.max(next, now + math.max(pause, math.ceil(spacing / factor)) + ahead)
  -- What is booked is booked no longer.
  current = math.max(now, current + 1)
end

local granted, wait = 0, 0
if mode == 'take' then
  if era == current and now <= slot + grace then
    wait = math.max(0, slot - now)
  else
    before = math.max(next, now)
    slot = math.max(now, before - ahead)
    wait, era = slot - now, 0
    if wait <= patience then
      next = before + math.ceil(spacing / factor)
      after, era = next, current
    end
  end
  if wait == 0 then granted = 1 end
elseif mode == 'back' and era == current and after == next then
  next = before
end

local function whole(number) return string.format('%.0f', number) end
redis.call('HSET', key, 'next', whole(next), 'era', whole(current), 'factor', tostring(factor),
  'shrunk', whole(shrunk), 'seen', whole(now))
-- A day after there is nothing left to wait for.
redis.call('PEXPIRE', key, whole(math.max(0, next - now) / 1000 + 86400000))
return {granted, wait, slot, before, after, era, math.floor(factor * 1000000), math.max(0, next - ahead - now)}
