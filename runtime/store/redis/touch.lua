-- Moves the time at which an abandoned space is removed, for all its keys at once. (layout 1)
--
-- KEYS[1]  meta: the counters of the space
-- KEYS[2]  due times
-- KEYS[3]  set of the names of the space's other keys, all in the same hash slot
-- ARGV[1]  milliseconds from now
--
-- Result: the number of keys that will be removed then

local lifetime = ARGV[1]

local touched = 0
for i = 1, 3 do
  touched = touched + redis.call('PEXPIRE', KEYS[i], lifetime)
end
for _, name in ipairs(redis.call('SMEMBERS', KEYS[3])) do
  touched = touched + redis.call('PEXPIRE', name, lifetime)
end
return touched
