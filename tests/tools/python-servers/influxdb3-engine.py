"""Executes SQL as InfluxDB 3 does, over rows that it is given: the engine beside the fake server of tests.

    influxdb3-engine.py

Listens on two ports of 127.0.0.1 and prints `ready {"url": HTTP, "flight": gRPC}`.
POST /rows takes rows of a table, POST /query responds as /api/v3/query_sql does. Flight's DoGet takes the ticket in JSON;
with INFLUXDB3_ENGINE_TOKEN in the environment it wants that token.
"""

import glob
import io
import json
import os
import shutil
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import datafusion
import pyarrow
import pyarrow.flight as flight
import pyarrow.parquet as parquet

# By database and table: the kinds of columns, and their values.
DATABASES = {}
LOCK = threading.RLock()

TYPES = {
    "tag": pyarrow.dictionary(pyarrow.int32(), pyarrow.string()),
    "time": pyarrow.timestamp("ns"),
    "float": pyarrow.float64(),
    "integer": pyarrow.int64(),
    "uinteger": pyarrow.uint64(),
    "string": pyarrow.string(),
    "boolean": pyarrow.bool_(),
}
COLUMN_TYPES = {"tag": "iox::column_type::tag", "time": "iox::column_type::timestamp"}
MEDIA_TYPES = {
    "json": "application/json",
    "jsonl": "application/jsonl",
    "json_lines": "application/jsonl",
    "csv": "text/csv",
    "pretty": "text/plain; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
# Rows of a batch, as a scan of Core has them.
BATCH_ROWS = 8192
READ_ONLY = (
    datafusion.SQLOptions().with_allow_ddl(False).with_allow_dml(False).with_allow_statements(False)
)


class NoDatabase(Exception):
    pass


class Table:
    def __init__(self):
        self.kinds = {"time": "time"}
        self.rows = {}
        self.arrow = None

    def add(self, columns):
        """The same series and time again replaces its fields."""
        for name, kind, _ in columns:
            self.kinds[name] = kind
        tags = [name for name, kind, _ in columns if kind == "tag"]
        for values in zip(*[[decoded(kind, value) for value in values] for _, kind, values in columns]):
            row = {name: value for (name, _, _), value in zip(columns, values) if value is not None}
            key = (row["time"], tuple(sorted((tag, row[tag]) for tag in tags if tag in row)))
            self.rows.setdefault(key, {}).update(row)
        self.arrow = None

    def batches(self):
        if self.arrow is None:
            names = sorted(self.kinds)
            rows = list(self.rows.values())
            arrays = []
            for name in names:
                kind = self.kinds[name]
                values = [row.get(name) for row in rows]
                array = pyarrow.array(values, pyarrow.string() if kind == "tag" else TYPES[kind])
                arrays.append(array.dictionary_encode() if kind == "tag" else array)
            fields = [
                pyarrow.field(name, TYPES[self.kinds[name]], name != "time", {"iox::column::type": column_type(self.kinds[name])})
                for name in names
            ]
            table = pyarrow.Table.from_arrays(arrays, schema=pyarrow.schema(fields))
            self.arrow = table.to_batches(max_chunksize=BATCH_ROWS) or [
                pyarrow.RecordBatch.from_pylist([], schema=table.schema)
            ]
        return self.arrow


def column_type(kind):
    return COLUMN_TYPES.get(kind, f"iox::column_type::field::{kind}")


def decoded(kind, value):
    """Integers, times and floats come as text: JSON holds none of them whole."""
    if value is None or kind in ("tag", "string", "boolean"):
        return value
    return float(value) if kind == "float" else int(value)


def bound(value):
    """What Core binds: an integer that is not negative is unsigned."""
    if isinstance(value, bool) or not isinstance(value, int):
        return value
    if value > 2**64 - 1 or value < -(2**63):
        return float(value)
    return pyarrow.scalar(value, pyarrow.uint64() if value >= 0 else pyarrow.int64())


def plan(database, sql, params):
    config = datafusion.SessionConfig().with_information_schema(True)
    context = datafusion.SessionContext(config.with_default_catalog_and_schema("public", "iox"))
    with LOCK:
        if database not in DATABASES:
            raise NoDatabase(database)
        for name, table in DATABASES[database].items():
            context.register_record_batches(name, [table.batches()])
    return context.sql(sql, READ_ONLY, {name: bound(value) for name, value in (params or {}).items()} or None)


def status_of(message):
    if message.startswith("This feature is not implemented"):
        return 405
    return 500 if message.startswith(("Schema error", "Optimizer rule")) else 400


def lines_of(batch, form, has_header):
    """Rows in the text that the server's own library makes of them."""
    folder = tempfile.mkdtemp()
    try:
        path = os.path.join(folder, "rows")
        frame = datafusion.SessionContext().from_arrow(pyarrow.Table.from_batches([batch]))
        if form == "csv":
            frame.write_csv(path, with_header=has_header)
        else:
            frame.write_json(path)
        files = sorted(glob.glob(path + "/*")) or [path]
        return b"".join(open(file, "rb").read() for file in files)
    finally:
        shutil.rmtree(folder)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # The head of a response and its first chunk would wait for each other's acknowledgement.
    disable_nagle_algorithm = True

    def log_message(self, *_):
        pass

    def respond(self, status, body=b"", media_type=None):
        self.send_response(status)
        if media_type:
            self.send_header("content-type", media_type)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def chunk(self, part):
        if part:
            self.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)))
        if self.path == "/rows":
            with LOCK:
                tables = DATABASES.setdefault(asked["db"], {})
                for name, columns in asked["tables"].items():
                    tables.setdefault(name, Table()).add(columns)
            return self.respond(204)
        return self.query(asked["db"], asked["q"], asked.get("params"), asked.get("format") or "json")

    def query(self, database, sql, params, form):
        try:
            frame = plan(database, sql, params)
            # what only fails when the plan is optimized fails before there is a response
            frame.optimized_logical_plan()
            batches = frame.execute_stream()
        except NoDatabase:
            body = json.dumps({"error": f"query error: database not found: {database}"}, separators=(",", ":"))
            return self.respond(404, body.encode())
        except Exception as error:
            return self.respond(status_of(str(error)), str(error).encode())
        if form not in MEDIA_TYPES:
            return self.respond(400, f"serde json error: unknown variant `{form}`".encode())
        try:
            if form == "pretty":
                table = frame.to_string() if hasattr(frame, "to_string") else str(frame)
                return self.respond(200, table.encode(), MEDIA_TYPES[form])
            if form == "parquet":
                table, out = frame.to_arrow_table(), io.BytesIO()
                if table.num_rows:
                    parquet.write_table(table, out, compression="zstd", row_group_size=100_000)
                return self.respond(200, out.getvalue(), MEDIA_TYPES[form])
        except Exception as error:
            return self.respond(500, str(error).encode())
        self.send_response(200)
        self.send_header("content-type", MEDIA_TYPES[form])
        self.send_header("transfer-encoding", "chunked")
        self.end_headers()
        is_first = True
        try:
            for item in batches:
                batch = item.to_pyarrow()
                if not batch.num_rows:
                    continue
                text = lines_of(batch, form, is_first)
                if form == "json":
                    text = (b"[" if is_first else b",") + text.rstrip(b"\n").replace(b"\n", b",")
                self.chunk(text)
                is_first = False
            if form == "json":
                self.chunk(b"[]" if is_first else b"]")
            self.wfile.write(b"0\r\n\r\n")
        except Exception:
            # as the server does: the body ends in the middle, without a word
            self.close_connection = True


class Authorization(flight.ServerMiddlewareFactory):
    def start_call(self, info, headers):
        token = os.environ.get("INFLUXDB3_ENGINE_TOKEN")
        given = headers.get("authorization", [""])[0].split(" ")
        if token and given not in ([word, token] for word in ("Bearer", "Token")):
            raise flight.FlightUnauthenticatedError("Unauthenticated")


class FlightServer(flight.FlightServerBase):
    def do_get(self, context, ticket):
        try:
            asked = json.loads(ticket.ticket)
            names = ("database", "bucket", "bucket-name", "namespace_name")
            database = next(asked[name] for name in names if name in asked)
            sql = asked["sql_query"]
        except Exception as error:
            raise pyarrow.ArrowInvalid("Invalid ticket. Error: Invalid ticket") from error
        try:
            frame = plan(database, sql, asked.get("params"))
            batches = frame.execute_stream()
        except NoDatabase as error:
            message = f"Cannot retrieve database: External error: database not found: {database}"
            raise flight.FlightInternalError(message) from error
        except Exception as error:
            raise pyarrow.ArrowInvalid(f"Error while planning query: {error}") from error
        # dictionaries are expanded, as for every client of the server
        schema = pyarrow.schema(
            [
                field.with_type(field.type.value_type) if pyarrow.types.is_dictionary(field.type) else field
                for field in frame.schema()
            ]
        )

        def rows():
            for item in batches:
                columns = item.to_pyarrow().columns
                flat = [c.dictionary_decode() if pyarrow.types.is_dictionary(c.type) else c for c in columns]
                yield pyarrow.RecordBatch.from_arrays(flat, schema=schema)

        return flight.GeneratorStream(schema, rows())


class HttpServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main():
    http = HttpServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    server = FlightServer("grpc://127.0.0.1:0", middleware={"authorization": Authorization()})
    addresses = {"url": f"http://127.0.0.1:{http.server_port}", "flight": f"http://127.0.0.1:{server.port}"}
    print(f"ready {json.dumps(addresses)}", flush=True)
    server.serve()


main()
