package io.millrace.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class SinkRulesTest {
  private static final int SEEDS = 500;

  @Test
  void everySinkReadsPlainRecords() {
    assertThat(SinkRules.breaches(VectorRecordSchema.of(List.of()))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void everySinkReadsEveryTypeOfAttribute(AttributeType type) {
    Schema schema = VectorRecordSchema.of(List.of(new Attribute("attribute", type)));

    assertThat(SinkRules.breaches(schema)).isEmpty();
  }

  @Test
  void everySinkReadsAnyListOfAttributes() {
    for (int seed = 0; seed < SEEDS; seed++) {
      Schema schema = VectorRecordSchema.of(RandomAttributes.some(new Random(seed)));

      assertThat(SinkRules.breaches(schema)).as("seed %d", seed).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource
  void fieldThatSomeSinkCannotReadIsABreach(Schema.Field field) {
    List<Schema.Field> fields = new ArrayList<>();
    VectorRecordSchema.of(List.of())
        .getFields()
        .forEach(own -> fields.add(new Schema.Field(own, own.schema())));
    fields.add(new Schema.Field(field, field.schema()));
    Schema schema = Schema.createRecord("VectorRecord", null, null, false, fields);

    assertThat(SinkRules.breaches(schema)).singleElement().asString().contains(field.name());
  }

  static List<Schema.Field> fieldThatSomeSinkCannotReadIsABreach() {
    Schema string = Schema.create(Schema.Type.STRING);
    return List.of(
        new Schema.Field("_id", string),
        new Schema.Field("nullable", Schema.createUnion(Schema.create(Schema.Type.NULL), string)),
        new Schema.Field(
            "date", LogicalTypes.timestampMillis().addToSchema(Schema.create(Schema.Type.LONG))),
        new Schema.Field("nested", Schema.createRecord("Nested", null, null, false, List.of())),
        new Schema.Field("lists", Schema.createArray(Schema.createArray(string))));
  }
}
