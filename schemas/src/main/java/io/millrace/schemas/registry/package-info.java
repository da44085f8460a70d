@NullMarked
package io.millrace.schemas.registry;

import org.jspecify.annotations.NullMarked;
