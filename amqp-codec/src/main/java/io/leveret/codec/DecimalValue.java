package io.leveret.codec;

import java.math.BigDecimal;
import java.math.BigInteger;

/**
 * A decimal of a field table.
 *
 * @param scale number of digits behind the point, 0 to 255
 * @param unscaled the digits as a number, 0 to 2^32-1 (RabbitMQ reads it unsigned)
 */
public record DecimalValue(int scale, long unscaled) {
    /** Refuses what does not fit the wire format. */
    public DecimalValue {
        if (scale < 0 || scale > 0xFF || unscaled < 0 || unscaled > 0xFFFF_FFFFL) {
            throw new IllegalArgumentException("decimal " + unscaled + "e-" + scale + " does not fit the wire format");
        }
    }

    /** The number it stands for. */
    public BigDecimal toBigDecimal() {
        return new BigDecimal(BigInteger.valueOf(unscaled), scale);
    }
}
