package io.millrace.schemas;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutput;
import java.nio.ByteBuffer;
import java.util.Objects;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A vector record with attributes as fields behind its own; see {@link VectorRecordSchema}. Written
 * by this module's serializers and by any other that asks a record for its schema, Confluent's
 * among them. Not equal to a plain record, nor to one with other attributes or the same in another
 * order.
 */
public final class AttributedVectorRecord extends VectorRecord {
  private static final int CHUNK_ID = 0;
  private static final int OWN_FIELDS = VectorRecord.getClassSchema().getFields().size();

  /**
   * Kept here and not in the generated field: the generated equals compares fields and would call a
   * plain record equal to this one.
   */
  private String chunkId;

  private Attributes attributes;
  private final Schema schema;

  /**
   * Copies the fields of a record.
   *
   * @throws NullPointerException if the record has no chunk id
   * @throws IllegalArgumentException if there are no attributes: such a record is a plain one
   */
  public AttributedVectorRecord(VectorRecord vector, Attributes attributes) {
    if (attributes.isEmpty()) {
      throw new IllegalArgumentException("attributes is empty");
    }
    this.attributes = attributes;
    this.schema = VectorRecordSchema.of(attributes.fields());
    this.chunkId = requireNonNull(vector.getChunkId(), "chunk_id");
    for (int position = CHUNK_ID + 1; position < OWN_FIELDS; position++) {
      super.put(position, vector.get(position));
    }
  }

  public Attributes attributes() {
    return attributes;
  }

  @Override
  public Schema getSchema() {
    return schema;
  }

  @Override
  public String getChunkId() {
    return chunkId;
  }

  @Override
  public void setChunkId(String value) {
    chunkId = requireNonNull(value, "chunk_id");
  }

  @Override
  public Object get(int position) {
    if (position == CHUNK_ID) {
      return chunkId;
    }
    return position < OWN_FIELDS
        ? super.get(position)
        : attributes.values().get(position - OWN_FIELDS);
  }

  /**
   * @throws IllegalArgumentException if the value of an attribute is not of its type
   */
  @Override
  public void put(int position, Object value) {
    if (position == CHUNK_ID) {
      setChunkId(value.toString());
    } else if (position < OWN_FIELDS) {
      super.put(position, value);
    } else {
      attributes = attributes.with(position - OWN_FIELDS, value);
    }
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof AttributedVectorRecord record
        && chunkId.equals(record.chunkId)
        && attributes.equals(record.attributes)
        && super.equals(record);
  }

  @Override
  public int hashCode() {
    return Objects.hash(super.hashCode(), chunkId, attributes);
  }

  /** Attributes never decide: before them comes the metadata, and Avro gives maps no order. */
  @Override
  public int compareTo(SpecificRecord other) {
    return getSpecificData().compare(this, other, VectorRecord.getClassSchema());
  }

  @Override
  public ByteBuffer toByteBuffer() throws IOException {
    return new BinaryMessageEncoder<VectorRecord>(getSpecificData(), schema).encode(this);
  }

  /** The generated coders know nothing of attributes. */
  @Override
  protected boolean hasCustomCoders() {
    return false;
  }

  @Override
  public void writeExternal(ObjectOutput out) throws NotSerializableException {
    throw new NotSerializableException(getClass().getName());
  }
}
