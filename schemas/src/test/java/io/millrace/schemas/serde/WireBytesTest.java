package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.millrace.schemas.Attribute;
import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.FloatVector;
import io.millrace.schemas.RandomAttributes;
import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.VectorRecordSchema;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The bulk coder against Avro's own. */
class WireBytesTest {
  private static final int SCHEMA_ID = 0x01020304;
  private static final int SEEDS = 50;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 63, 64, 384, 2560, 8192})
  void bulkBytesAreThoseOfAvrosOwnEncoder(int dimensions) throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      VectorRecord vector = VectorRecords.random(new Random(seed), dimensions);

      byte[] bulk = new BulkEncoding(SCHEMA_ID).encode(vector);

      assertThat(bulk)
          .as("seed %d", seed)
          .isEqualTo(VectorRecords.framed(SCHEMA_ID, VectorRecords.stockAvro(vector)));
    }
  }

  @Test
  void bulkBytesOfAttributesAreThoseOfAvrosOwnEncoder() throws IOException {
    for (int seed = 0; seed < SEEDS; seed++) {
      AttributedVectorRecord vector = VectorRecords.attributed(new Random(seed), 384);

      assertThat(new BulkEncoding(SCHEMA_ID).encode(vector))
          .as("seed %d", seed)
          .isEqualTo(VectorRecords.framed(SCHEMA_ID, VectorRecords.stockAvro(vector)));
    }
  }

  @Test
  void genericWriterTakesARecordWithAttributes() throws IOException {
    AttributedVectorRecord vector = VectorRecords.attributedSample();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);

    new GenericDatumWriter<GenericRecord>(vector.getSchema()).write(vector, encoder);

    assertThat(out.toByteArray()).isEqualTo(VectorRecords.stockAvro(vector));
  }

  @Test
  void loneSurrogateIsReplacedAsAvroReplacesIt() throws IOException {
    VectorRecord vector = VectorRecords.sample();
    vector.setText("half a crab: \ud83e");

    assertThat(new BulkEncoding(SCHEMA_ID).encode(vector))
        .isEqualTo(VectorRecords.framed(SCHEMA_ID, VectorRecords.stockAvro(vector)));
  }

  /** Confluent's serializer makes its writer like this, from the schema alone. */
  @ParameterizedTest
  @MethodSource("plainAndAttributed")
  void stockWriterTakesTheRecordOnceAvroTrustsItsClass(VectorRecord vector) throws IOException {
    ClassSecurityPredicate before = ClassSecurityValidator.getGlobal();
    ClassSecurityValidator.setGlobal(VectorRecord.class::equals);
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(out, null);
      new SpecificDatumWriter<VectorRecord>(vector.getSchema()).write(vector, encoder);

      assertThat(out.toByteArray()).isEqualTo(VectorRecords.stockAvro(vector));
    } finally {
      ClassSecurityValidator.setGlobal(before);
    }
  }

  static List<VectorRecord> plainAndAttributed() {
    return List.of(VectorRecords.sample(), VectorRecords.attributedSample());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 384, 2560})
  void bulkReadsWhatAvroReads(int dimensions) {
    for (int seed = 0; seed < SEEDS; seed++) {
      byte[] bytes =
          new BulkEncoding(SCHEMA_ID).encode(VectorRecords.random(new Random(seed), dimensions));

      VectorRecord read = new BulkDecoding(SCHEMA_ID, List.of()).decode(bytes);
      VectorRecord stock =
          new ResolvedFrom(SCHEMA_ID, VectorRecords.SCHEMA, List.of()).decode(bytes);

      assertThat(read).as("seed %d", seed).isEqualTo(stock);
      assertThat(new BulkEncoding(SCHEMA_ID).encode(read)).as("seed %d", seed).isEqualTo(bytes);
      assertThat(read.getVector()).isInstanceOf(FloatVector.class);
      assertThat(stock.getVector()).isInstanceOf(FloatVector.class);
    }
  }

  @Test
  void bulkReadsTheAttributesThatAvroReads() {
    List<Attribute> fields = RandomAttributes.ofAllTypes();
    for (int seed = 0; seed < SEEDS; seed++) {
      VectorRecord vector = VectorRecords.attributed(new Random(seed), 8);
      byte[] bytes = new BulkEncoding(SCHEMA_ID).encode(vector);

      VectorRecord read = new BulkDecoding(SCHEMA_ID, fields).decode(bytes);
      VectorRecord stock =
          new ResolvedFrom(SCHEMA_ID, VectorRecordSchema.of(fields), fields).decode(bytes);

      assertThat(read).as("seed %d", seed).isEqualTo(vector).isEqualTo(stock);
      assertThat(new BulkEncoding(SCHEMA_ID).encode(read)).as("seed %d", seed).isEqualTo(bytes);
    }
  }

  @Test
  void truncatedAttributesAreRefusedWhereverTheyEnd() {
    AttributedVectorRecord vector = VectorRecords.attributedSample();
    byte[] whole = new BulkEncoding(SCHEMA_ID).encode(vector);
    int plainBytes = new BulkEncoding(SCHEMA_ID).encode(VectorRecords.sample()).length;
    BulkDecoding decoding = new BulkDecoding(SCHEMA_ID, vector.attributes().fields());

    for (int length = plainBytes; length < whole.length; length++) {
      byte[] truncated = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> decoding.decode(truncated))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("at byte");
    }
  }

  @Test
  void boxedListEncodesLikeAVector() {
    VectorRecord vector = VectorRecords.sample();
    VectorRecord boxed = VectorRecord.newBuilder(vector).build();
    boxed.setVector(List.copyOf(vector.getVector()));

    assertThat(new BulkEncoding(SCHEMA_ID).encode(boxed))
        .isEqualTo(new BulkEncoding(SCHEMA_ID).encode(vector));
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, -1, 1, 63, 64, -64, -65, Integer.MIN_VALUE, Long.MAX_VALUE, Long.MIN_VALUE})
  void extremeTimestampsSurvive(long millis) {
    VectorRecord vector = VectorRecords.sample();
    vector.setUpdatedAt(millis);

    byte[] bytes = new BulkEncoding(SCHEMA_ID).encode(vector);

    assertThat(new BulkDecoding(SCHEMA_ID, List.of()).decode(bytes).getUpdatedAt())
        .isEqualTo(millis);
  }

  @Test
  void arraysInSeveralSizedBlocksAreRead() throws IOException {
    VectorRecord vector = VectorRecords.sample();
    vector.setMetadata(Map.of("a", "1", "b", "2"));

    VectorRecord read =
        new BulkDecoding(SCHEMA_ID, List.of())
            .decode(VectorRecords.framed(SCHEMA_ID, inSmallBlocks(vector)));

    assertThat(read.getVector()).isEqualTo(vector.getVector());
    assertThat(read.getMetadata()).isEqualTo(vector.getMetadata());
  }

  @Test
  void truncatedRecordIsRefusedWhereverItEnds() {
    byte[] whole = new BulkEncoding(SCHEMA_ID).encode(VectorRecords.sample());

    for (int length = WireFormat.HEADER_BYTES; length < whole.length; length++) {
      byte[] truncated = Arrays.copyOf(whole, length);
      assertThatThrownBy(() -> new BulkDecoding(SCHEMA_ID, List.of()).decode(truncated))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("not a vector record of schema")
          .hasMessageContaining("at byte");
    }
  }

  @Test
  void garbageIsReadOrRefusedButNothingElse() {
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] garbage = new byte[WireFormat.HEADER_BYTES + random.nextInt(200)];
      random.nextBytes(garbage);

      assertThat(failure(new BulkDecoding(SCHEMA_ID, RandomAttributes.ofAllTypes()), garbage))
          .as("seed %d", seed)
          .satisfiesAnyOf(
              thrown -> assertThat(thrown).isNull(),
              thrown -> assertThat(thrown).isInstanceOf(SerializationException.class));
    }
  }

  @Test
  void bytesBehindTheRecordAreRefused() {
    byte[] whole = new BulkEncoding(SCHEMA_ID).encode(VectorRecords.sample());

    assertThatThrownBy(() ->
            new BulkDecoding(SCHEMA_ID, List.of()).decode(Arrays.copyOf(whole, whole.length + 3)))
        .hasMessageContaining("3 bytes too many");
  }

  @Test
  void nullFieldIsNamed() {
    VectorRecord incomplete = new VectorRecord();
    incomplete.setChunkId("d#0");
    incomplete.setDocId("d");

    assertThatThrownBy(() -> new BulkEncoding(SCHEMA_ID).encode(incomplete))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("text");
  }

  private static @Nullable Throwable failure(BulkDecoding decoding, byte[] value) {
    return catchThrowable(() -> decoding.decode(value));
  }

  private static byte[] inSmallBlocks(VectorRecord vector) throws IOException {
    int blockBytes = 64;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder =
        new EncoderFactory().configureBlockSize(blockBytes).blockingBinaryEncoder(out, null);
    new SpecificDatumWriter<VectorRecord>(vector.getSchema(), vector.getSpecificData())
        .write(vector, encoder);
    encoder.flush();
    return out.toByteArray();
  }
}
