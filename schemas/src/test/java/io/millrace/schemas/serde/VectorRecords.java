package io.millrace.schemas.serde;

import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.FloatVector;
import io.millrace.schemas.RandomAttributes;
import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.VectorRecordSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;

/** The records and schemas of these tests. */
public final class VectorRecords {
  static final Schema SCHEMA = VectorRecordSchema.of(List.of());

  private static final String[] ALPHABET = {"a", "Z", " ", "\n", "é", "漢", "🦀", "\0"};

  private VectorRecords() {}

  public static VectorRecord sample() {
    return random(new Random(1), 384);
  }

  /** With an attribute of each type. */
  public static AttributedVectorRecord attributedSample() {
    return attributed(new Random(1), 384);
  }

  /** With an attribute of each type. */
  static AttributedVectorRecord attributed(Random random, int dimensions) {
    return new AttributedVectorRecord(
        random(random, dimensions), RandomAttributes.values(random, RandomAttributes.ofAllTypes()));
  }

  static VectorRecord random(Random random, int dimensions) {
    return new VectorRecord(
        string(random, 40),
        string(random, 40),
        random.nextInt(),
        string(random, 4_000),
        random.nextInt(),
        random.nextInt(),
        FloatVector.of(floats(random, dimensions)),
        string(random, 20),
        string(random, 16),
        random.nextInt(10_000),
        random.nextLong(),
        random.nextLong(),
        metadata(random));
  }

  /** What Avro alone writes, header not included. */
  static byte[] stockAvro(VectorRecord vector) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    new SpecificDatumWriter<VectorRecord>(vector.getSchema(), vector.getSpecificData())
        .write(vector, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  static byte[] framed(int schemaId, byte[] avro) {
    return ByteBuffer.allocate(5 + avro.length).put((byte) 0).putInt(schemaId).put(avro).array();
  }

  /** Another schema of the same name, with one field more that has a default. */
  static Schema withOneMoreField(Schema schema) {
    SchemaBuilder.FieldAssembler<Schema> fields =
        SchemaBuilder.record(schema.getName()).namespace(schema.getNamespace()).fields();
    for (Schema.Field field : schema.getFields()) {
      fields = fields.name(field.name()).type(field.schema()).noDefault();
    }
    return fields.name("language").type().stringType().stringDefault("und").endRecord();
  }

  /** Another schema of the same name, with one field more that has no default. */
  static Schema with(Schema schema, String name, Schema.Type type) {
    List<Schema.Field> fields = new ArrayList<>();
    schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
    fields.add(new Schema.Field(name, Schema.create(type)));
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  /** Another schema of the same name, with fewer fields. */
  static Schema without(Schema schema, String... names) {
    List<Schema.Field> fields =
        schema.getFields().stream()
            .filter(field -> !List.of(names).contains(field.name()))
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    return Schema.createRecord(
        schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
  }

  private static float[] floats(Random random, int dimensions) {
    float[] floats = new float[dimensions];
    for (int i = 0; i < dimensions; i++) {
      floats[i] = Float.intBitsToFloat(random.nextInt());
    }
    return floats;
  }

  private static Map<String, String> metadata(Random random) {
    Map<String, String> metadata = new LinkedHashMap<>();
    for (int entries = random.nextInt(4); entries > 0; entries--) {
      metadata.put(string(random, 10), string(random, 100));
    }
    return metadata;
  }

  private static String string(Random random, int maxLength) {
    StringBuilder string = new StringBuilder();
    for (int length = random.nextInt(maxLength); length > 0; length--) {
      string.append(ALPHABET[random.nextInt(ALPHABET.length)]);
    }
    return string.toString();
  }
}
