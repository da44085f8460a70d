/**
 * Vector records as JSON without a schema, flat or in the envelope of Qdrant's connector, and the
 * keys that go with them; what is written here is read here again.
 */
@NullMarked
package io.millrace.schemas.json;

import org.jspecify.annotations.NullMarked;
