-- Removes a space. UNLINK frees the memory in the background, so this takes the same time for any size. (layout 1)
--
-- KEYS[1]  meta: the counters of the space
-- KEYS[2]  due times
-- KEYS[3]  set of the names of the space's other keys, all in the same hash slot
--
-- Result: the number of keys that were removed

local keysPerCall = 7000 -- unpack fails from about 8,000 values

local names = redis.call('SMEMBERS', KEYS[3])
local removed = redis.call('UNLINK', KEYS[1], KEYS[2], KEYS[3])
for first = 1, #names, keysPerCall do
  removed = removed + redis.call('UNLINK', unpack(names, first, math.min(first + keysPerCall - 1, #names)))
end
return removed
