package io.millrace.topology.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;

/** Change events of a table of articles, as Debezium's connector for PostgreSQL has them. */
final class Articles {
  static final long LSN = 33_817_568L;
  static final long SOURCE_MILLIS = 1_767_312_000_123L;

  static final Schema ENVELOPE =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Envelope","namespace":"shop.public.articles","fields":[
                {"name":"before","type":["null",{"type":"record","name":"Value","fields":[
                  {"name":"id","type":"long"},
                  {"name":"title","type":["null","string"]},
                  {"name":"body","type":["null","string"]},
                  {"name":"price","type":["null",{"type":"bytes","scale":2,"precision":10,
                    "logicalType":"decimal","connect.version":1,
                    "connect.parameters":{"scale":"2","connect.decimal.precision":"10"},
                    "connect.name":"org.apache.kafka.connect.data.Decimal"}]},
                  {"name":"created","type":["null",{"type":"long","connect.version":1,
                    "connect.name":"io.debezium.time.MicroTimestamp"}]},
                  {"name":"published","type":["null",{"type":"string","connect.version":1,
                    "connect.name":"io.debezium.time.ZonedTimestamp"}]},
                  {"name":"tags","type":["null",{"type":"array","items":"string"}]},
                  {"name":"scan","type":["null","bytes"]},
                  {"name":"views","type":["null","int"]},
                  {"name":"active","type":["null","boolean"]}],
                  "connect.name":"shop.public.articles.Value"}]},
                {"name":"after","type":["null","Value"]},
                {"name":"source","type":{"type":"record","name":"Source",
                  "namespace":"io.debezium.connector.postgresql","fields":[
                  {"name":"version","type":"string"},
                  {"name":"connector","type":"string"},
                  {"name":"name","type":"string"},
                  {"name":"ts_ms","type":"long"},
                  {"name":"snapshot","type":["null","string"]},
                  {"name":"db","type":"string"},
                  {"name":"sequence","type":["null","string"]},
                  {"name":"ts_us","type":["null","long"]},
                  {"name":"schema","type":"string"},
                  {"name":"table","type":"string"},
                  {"name":"txId","type":["null","long"]},
                  {"name":"lsn","type":["null","long"]},
                  {"name":"xmin","type":["null","long"]}],
                  "connect.name":"io.debezium.connector.postgresql.Source"}},
                {"name":"transaction","type":["null",{"type":"record","name":"block",
                  "namespace":"event","fields":[
                  {"name":"id","type":"string"},
                  {"name":"total_order","type":"long"},
                  {"name":"data_collection_order","type":"long"}]}]},
                {"name":"op","type":"string"},
                {"name":"ts_ms","type":["null","long"]}],
                "connect.version":2,"connect.name":"shop.public.articles.Envelope"}
              """);

  static final Schema KEY =
      new Schema.Parser()
          .parse(
              """
              {"type":"record","name":"Key","namespace":"shop.public.articles",
               "fields":[{"name":"id","type":"long"}],"connect.name":"shop.public.articles.Key"}
              """);

  private Articles() {}

  static ObjectNode row() {
    return Encoding.tree(
        """
        {"id":42,"title":"Tides","body":"The moon pulls the sea.","price":"B8Y=",
         "created":1767225600123456,"published":"2026-01-01T12:00:00+02:00",
         "tags":["sea","moon"],"scan":"/9j/","views":3,"active":true}
        """);
  }

  static ObjectNode key(long id) {
    return Encoding.tree("{\"id\":%d}".formatted(id));
  }

  static ObjectNode created(ObjectNode after) {
    return event("c", null, after);
  }

  static ObjectNode updated(ObjectNode after) {
    return event("u", null, after);
  }

  static ObjectNode deleted(JsonNode before) {
    return event("d", before, null);
  }

  static ObjectNode truncated() {
    return event("t", null, null);
  }

  static ObjectNode event(String op, @Nullable JsonNode before, @Nullable JsonNode after) {
    ObjectNode event =
        Encoding.tree(
            """
            {"before":null,"after":null,
             "source":{"version":"3.4.0.Final","connector":"postgresql","name":"shop",
               "ts_ms":%d,"snapshot":"false","db":"shop","sequence":"[\\"33817512\\",\\"33817568\\"]",
               "ts_us":%d,"schema":"public","table":"articles","txId":771,"lsn":%d,"xmin":null},
             "transaction":null,"op":"%s","ts_ms":1767312000456}
            """
                .formatted(SOURCE_MILLIS, SOURCE_MILLIS * 1000, LSN, op));
    if (before != null) {
      event.set("before", before);
    }
    if (after != null) {
      event.set("after", after);
    }
    return event;
  }
}
