package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import io.millrace.schemas.VectorRecord;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class VectorSchemaTest {
  @Test
  void registeredSchemaHoldsNothingOfJava() {
    assertThat(VectorSchema.CLEAN.toString()).doesNotContain("java");
  }

  @Test
  void registeredSchemaKeepsFieldsAndDocs() {
    Schema generated = VectorRecord.getClassSchema();

    assertThat(VectorSchema.CLEAN.getDoc()).isEqualTo(generated.getDoc());
    assertThat(VectorSchema.CLEAN.getFields())
        .extracting(Schema.Field::name, Schema.Field::doc)
        .containsExactlyElementsOf(
            generated.getFields().stream().map(field -> tuple(field.name(), field.doc())).toList());
  }

  @Test
  void generatedSchemaEncodesLikeTheRegisteredOne() {
    assertThat(VectorSchema.encodesLike(VectorRecord.getClassSchema())).isTrue();
  }

  @Test
  void schemaWithOneMoreFieldEncodesDifferently() {
    assertThat(VectorSchema.encodesLike(VectorRecords.withOneMoreField(VectorSchema.CLEAN)))
        .isFalse();
  }
}
