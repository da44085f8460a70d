package io.millrace.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.schemas.VectorRecord;
import org.junit.jupiter.api.Test;

class VectorSchemasTest {
  @Test
  void generatedSchemaEncodesLikeTheRegisteredOne() {
    assertThat(VectorSchemas.encodeAlike(VectorRecords.SCHEMA, VectorRecord.getClassSchema()))
        .isTrue();
  }

  @Test
  void schemaWithOneMoreFieldEncodesDifferently() {
    assertThat(
            VectorSchemas.encodeAlike(
                VectorRecords.SCHEMA, VectorRecords.withOneMoreField(VectorRecords.SCHEMA)))
        .isFalse();
  }
}
