package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import java.util.List;
import java.util.Random;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaCompatibility.SchemaCompatibilityType;
import org.junit.jupiter.api.Test;

class VectorRecordSchemaTest {
  private static final int SEEDS = 200;

  @Test
  void registeredSchemaHoldsNothingOfJava() {
    assertThat(VectorRecordSchema.of(List.of()).toString()).doesNotContain("java");
  }

  @Test
  void plainSchemaKeepsFieldsDefaultsAndDocs() {
    Schema generated = VectorRecord.getClassSchema();
    Schema plain = VectorRecordSchema.of(List.of());

    assertThat(plain.getFullName()).isEqualTo(generated.getFullName());
    assertThat(plain.getDoc()).isEqualTo(generated.getDoc());
    assertThat(plain.getFields())
        .extracting(Schema.Field::name, Schema.Field::doc, Schema.Field::hasDefaultValue)
        .containsExactlyElementsOf(
            generated.getFields().stream()
                .map(field -> tuple(field.name(), field.doc(), field.hasDefaultValue()))
                .toList());
  }

  @Test
  void attributesAreFoundAgainInTheSchema() {
    List<Attribute> attributes = RandomAttributes.ofAllTypes();

    assertThat(VectorRecordSchema.attributesOf(VectorRecordSchema.of(attributes)))
        .isEqualTo(attributes);
  }

  @Test
  void fieldsThatCannotBeAttributesAreLeftOut() {
    Schema timestamp = LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG));
    Schema writer =
        SchemaBuilder.record("VectorRecord")
            .fields()
            .requiredString("chunk_id")
            .requiredString("_id")
            .requiredInt("number")
            .optionalString("nullable")
            .name("time")
            .type(timestamp)
            .noDefault()
            .requiredBoolean("draft")
            .endRecord();

    assertThat(VectorRecordSchema.attributesOf(writer))
        .containsExactly(new Attribute("draft", AttributeType.BOOLEAN));
  }

  @Test
  void schemaThatIsNoRecordHasNoAttributes() {
    assertThat(VectorRecordSchema.attributesOf(Schema.create(Schema.Type.STRING))).isEmpty();
  }

  @Test
  void attributesThatComeGoOrMoveStayCompatibleBothWays() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Random random = new Random(seed);
      Schema one = VectorRecordSchema.of(RandomAttributes.some(random));
      Schema other = VectorRecordSchema.of(RandomAttributes.some(random));

      assertThat(reading(one, other))
          .as("seed %d", seed)
          .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
      assertThat(reading(other, one))
          .as("seed %d", seed)
          .isEqualTo(SchemaCompatibilityType.COMPATIBLE);
    }
  }

  @Test
  void attributeThatChangesItsTypeIsNotCompatible() {
    Schema text = VectorRecordSchema.of(List.of(new Attribute("year", AttributeType.STRING)));
    Schema number = VectorRecordSchema.of(List.of(new Attribute("year", AttributeType.LONG)));

    assertThat(reading(number, text)).isEqualTo(SchemaCompatibilityType.INCOMPATIBLE);
  }

  private static SchemaCompatibilityType reading(Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer).getType();
  }
}
