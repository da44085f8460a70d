package io.millrace.schemas.serde;

import io.millrace.schemas.Attribute;
import io.millrace.schemas.AttributedVectorRecord;
import io.millrace.schemas.Attributes;
import io.millrace.schemas.FloatVector;
import io.millrace.schemas.VectorRecord;
import io.millrace.schemas.VectorRecordSchema;
import java.io.IOException;
import java.util.List;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.common.errors.SerializationException;

/**
 * A writer with another schema, older or newer: Avro resolves it against ours with the attributes
 * that it has. Goes through a generic record because Avro 1.12.2 makes no generated one unless a
 * system property trusts its class.
 */
final class ResolvedFrom implements RecordDecoding {
  private final int schemaId;
  private final Schema writer;
  private final Schema reader;
  private final List<Attribute> attributes;

  ResolvedFrom(int schemaId, Schema writer, List<Attribute> attributes) {
    this.schemaId = schemaId;
    this.writer = writer;
    this.reader = javaStrings(VectorRecordSchema.of(attributes));
    this.attributes = attributes;
  }

  @Override
  public VectorRecord decode(byte[] value) {
    try {
      return specific(resolve(value));
    } catch (IOException
        | AvroRuntimeException
        | IndexOutOfBoundsException
        | UnsupportedOperationException e) {
      // On garbage Avro also indexes with what it read and calls too great a length unsupported.
      throw new SerializationException(
          "not a record of schema %d that reads as a vector record: %s".formatted(schemaId, e), e);
    }
  }

  private GenericRecord resolve(byte[] value) throws IOException {
    var decoder =
        DecoderFactory.get()
            .binaryDecoder(
                value, WireFormat.HEADER_BYTES, value.length - WireFormat.HEADER_BYTES, null);
    return new GenericDatumReader<GenericRecord>(writer, reader).read(null, decoder);
  }

  private VectorRecord specific(GenericRecord generic) {
    VectorRecord vector = new VectorRecord();
    for (Schema.Field field : vector.getSchema().getFields()) {
      vector.put(field.pos(), generic.get(field.pos()));
    }
    vector.setVector(FloatVector.copyOf(vector.getVector()));
    return attributes.isEmpty() ? vector : new AttributedVectorRecord(vector, values(generic));
  }

  private Attributes values(GenericRecord generic) {
    return new Attributes(
        attributes, attributes.stream().map(field -> generic.get(field.name())).toList());
  }

  /** A copy whose strings Avro reads as Java's and not as its own. */
  private static Schema javaStrings(Schema record) {
    Schema copy = new Schema.Parser().parse(record.toString());
    copy.getFields().forEach(field -> askForJavaStrings(field.schema()));
    return copy;
  }

  private static void askForJavaStrings(Schema schema) {
    switch (schema.getType()) {
      case STRING -> GenericData.setStringType(schema, GenericData.StringType.String);
      case ARRAY -> askForJavaStrings(schema.getElementType());
      case MAP -> {
        GenericData.setStringType(schema, GenericData.StringType.String);
        askForJavaStrings(schema.getValueType());
      }
      default -> {}
    }
  }
}
