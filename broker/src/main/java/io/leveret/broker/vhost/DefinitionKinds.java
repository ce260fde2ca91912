package io.leveret.broker.vhost;

/** Kinds of records in the definitions store. They are read in this order, so what is needed first comes first. */
public final class DefinitionKinds {
    public static final byte VHOST = 1;
    public static final byte USER = 2;
    public static final byte PERMISSION = 3;
    public static final byte EXCHANGE = 4;
    public static final byte QUEUE = 5;
    public static final byte BINDING = 6;
    public static final byte TOPIC_PERMISSION = 7;
    public static final byte PARAMETER = 8;

    private DefinitionKinds() {}
}
