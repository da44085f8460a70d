package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.schemas.serde.VectorRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.List;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.message.BinaryMessageDecoder;
import org.junit.jupiter.api.Test;

class AttributedVectorRecordTest {
  private static final Attribute LANGUAGE = new Attribute("language", AttributeType.STRING);
  private static final Attribute YEAR = new Attribute("year", AttributeType.LONG);

  private final VectorRecord plain = VectorRecords.sample();
  private final AttributedVectorRecord record = record("de", 2026);

  @Test
  void attributesAreFieldsBehindTheRecordsOwn() {
    int own = plain.getSchema().getFields().size();

    assertThat(record.getChunkId()).isEqualTo(plain.getChunkId());
    assertThat(record.get(own)).isEqualTo("de");
    assertThat(record.get("year")).isEqualTo(2026L);
    assertThat(record.getSchema().getField("year").pos()).isEqualTo(own + 1);
  }

  @Test
  void attributeCanBePut() {
    record.put("year", 2027L);

    assertThat(record).isEqualTo(record("de", 2027));
  }

  @Test
  void valueOfAnotherTypeIsRefused() {
    assertThatThrownBy(() -> record.put("year", "2027"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("year");
  }

  @Test
  void equalRecordsHaveEqualHashes() {
    assertThat(record("de", 2026)).isEqualTo(record).hasSameHashCodeAs(record);
    assertThat(record("de", 2027)).isNotEqualTo(record);
  }

  @Test
  void plainRecordIsAnother() {
    assertThat(record).isNotEqualTo(plain);
    assertThat(plain).isNotEqualTo(record);
  }

  @Test
  void otherAttributesMakeAnotherRecord() {
    assertThat(new AttributedVectorRecord(plain, new Attributes(List.of(YEAR), List.of(2026L))))
        .isNotEqualTo(record);
    assertThat(
            new AttributedVectorRecord(
                plain, new Attributes(List.of(YEAR, LANGUAGE), List.of(2026L, "de"))))
        .isNotEqualTo(record);
  }

  @Test
  void orderIsThatOfPlainRecords() {
    VectorRecord later =
        VectorRecord.newBuilder(plain).setChunkId(plain.getChunkId() + "0").build();

    assertThat(record.compareTo(later)).isNegative();
    assertThat(later.compareTo(record)).isPositive();
  }

  @Test
  void avrosOwnMessageHoldsTheAttributes() throws IOException {
    GenericRecord read =
        new BinaryMessageDecoder<GenericRecord>(GenericData.get(), record.getSchema())
            .decode(record.toByteBuffer());

    assertThat(read.get("language")).hasToString("de");
  }

  @Test
  void javasSerializationDropsNoAttributeInSilence() {
    assertThatThrownBy(
            () -> new ObjectOutputStream(new ByteArrayOutputStream()).writeObject(record))
        .isInstanceOf(NotSerializableException.class);
  }

  @Test
  void recordWithoutAttributesIsAPlainOne() {
    assertThatThrownBy(() -> new AttributedVectorRecord(plain, Attributes.none()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private AttributedVectorRecord record(String language, long year) {
    return new AttributedVectorRecord(
        plain, new Attributes(List.of(LANGUAGE, YEAR), List.of(language, year)));
  }
}
