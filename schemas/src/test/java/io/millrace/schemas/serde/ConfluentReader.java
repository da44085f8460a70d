package io.millrace.schemas.serde;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.avro.AvroSchema;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.CachedSchemaRegistryClient;
import org.apache.flink.avro.registry.confluent.shaded.io.confluent.kafka.schemaregistry.client.rest.exceptions.RestClientException;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericDatumReader;
import org.apache.flink.avro.shaded.org.apache.avro.generic.GenericRecord;
import org.apache.flink.avro.shaded.org.apache.avro.io.BinaryDecoder;
import org.apache.flink.avro.shaded.org.apache.avro.io.DecoderFactory;

/** Reads a value with Confluent's own client and the Avro it came with. */
final class ConfluentReader {
  private static final int CACHED_SCHEMAS = 10;

  private final CachedSchemaRegistryClient client;

  ConfluentReader(String url) {
    client = new CachedSchemaRegistryClient(url, CACHED_SCHEMAS, Map.of());
  }

  GenericRecord read(byte[] value) throws IOException, RestClientException {
    int headerBytes = 5;
    int schemaId = ByteBuffer.wrap(value).getInt(1);
    AvroSchema writer = (AvroSchema) client.getSchemaById(schemaId);
    BinaryDecoder decoder =
        DecoderFactory.get().binaryDecoder(value, headerBytes, value.length - headerBytes, null);
    GenericRecord record =
        new GenericDatumReader<GenericRecord>(writer.rawSchema()).read(null, decoder);
    if (!decoder.isEnd()) {
      throw new IOException("bytes are left behind the record");
    }
    return record;
  }

  /** Confluent's client registers the schema it is given. */
  int register(String subject, String avroSchema) throws IOException, RestClientException {
    return client.register(subject, new AvroSchema(avroSchema));
  }
}
