import { createServer } from 'node:http';

// Takes OTLP as a collector on the same machine does, and forgets it: what it costs to read it is not the service's.
createServer((request, response) => {
  request.resume().on('end', () => response.writeHead(200).end());
}).listen(Number(process.env.PORT), '127.0.0.1');
