-- For wrk: sends each request of a file once, as it stands there, and prints what came of it as one line of JSON.
-- The file holds the length of each request as a line, then its bytes. One thread: `wrk -t1 … -s replay.lua <url> -- <file>`.

local RAN_OUT = 3
local requests = {}
local sent = 0

function init(args)
  local file = assert(io.open(args[1], "rb"))
  for length in function() return file:read("*l") end do
    requests[#requests + 1] = file:read(tonumber(length))
  end
  file:close()
end

function request()
  sent = sent + 1
  local message = requests[sent]
  if message == nil then
    io.stderr:write("all messages are sent before the time is over\n")
    os.exit(RAN_OUT)
  end
  return message
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '\nRESULT {"requests":%d,"seconds":%.6f,"p50Ms":%.3f,"p99Ms":%.3f,"refused":%d,"socketErrors":%d}\n',
    summary.requests,
    summary.duration / 1e6,
    latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3,
    errors.status,
    errors.connect + errors.read + errors.write + errors.timeout
  ))
end
