package io.leveret.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Random values of the wire vocabulary. */
final class Samples {
    private static final String[] TEXTS = {"", "a", "amq.direct", "größe", "日本", "\uD83D\uDE80 x", "x-message-ttl"};

    private Samples() {}

    /** Every record that is a method, in a fixed order. */
    static List<Class<?>> methodTypes() {
        List<Class<?>> types = new ArrayList<>();
        for (Class<?> family : Method.class.getPermittedSubclasses()) {
            types.addAll(Arrays.asList(family.getPermittedSubclasses()));
        }
        types.sort(Comparator.comparing(Class::getName));
        return types;
    }

    /** A method of this type with arguments that fit the wire. */
    static Method method(Class<?> type, Random random) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] classes = new Class<?>[components.length];
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            classes[i] = components[i].getType();
            values[i] = argument(components[i], random);
        }
        return (Method) type.getDeclaredConstructor(classes).newInstance(values);
    }

    private static Object argument(RecordComponent component, Random random) {
        Class<?> type = component.getType();
        if (type == int.class) {
            return random.nextInt(component.getName().startsWith("version") ? 0x100 : 0x10000);
        }
        if (type == long.class) {
            return component.getName().equals("deliveryTag") ? random.nextLong() : random.nextLong() >>> 32;
        }
        if (type == boolean.class) {
            return random.nextBoolean();
        }
        if (type == byte[].class) {
            return bytes(random, random.nextInt(300));
        }
        return type == FieldTable.class ? table(random, 3) : text(random);
    }

    /** The arguments of a method, comparable. */
    static List<Object> arguments(Method method) throws ReflectiveOperationException {
        List<Object> values = new ArrayList<>();
        for (RecordComponent component : method.getClass().getRecordComponents()) {
            Object value = component.getAccessor().invoke(method);
            values.add(value instanceof byte[] bytes ? LongString.of(bytes) : value);
        }
        return values;
    }

    /** Well-formed text that fits a short string. */
    static String text(Random random) {
        if (random.nextInt(10) == 0) {
            return "x".repeat(random.nextInt(WireStrings.MAX_SHORT_BYTES + 1));
        }
        return TEXTS[random.nextInt(TEXTS.length)] + random.nextInt(100);
    }

    static byte[] bytes(Random random, int size) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return bytes;
    }

    static FieldTable table(Random random, int depth) {
        FieldTable.Builder builder = FieldTable.builder();
        for (int i = random.nextInt(random.nextInt(8) == 0 ? 40 : 5); i > 0; i--) {
            builder.value(text(random), value(random, depth));
        }
        return builder.build();
    }

    static FieldValue value(Random random, int depth) {
        FieldType type = FieldType.values()[random.nextInt(FieldType.values().length)];
        return switch (type) {
            case LONGSTR, BINARY -> new FieldValue(type, LongString.of(bytes(random, random.nextInt(40))));
            case TABLE -> new FieldValue(type, depth == 0 ? FieldTable.EMPTY : table(random, depth - 1));
            case ARRAY -> new FieldValue(type, array(random, depth));
            case VOID -> FieldValue.VOID;
            case BOOL -> FieldValue.of(random.nextBoolean());
            case BYTE -> new FieldValue(type, (byte) random.nextInt());
            case UNSIGNEDBYTE -> new FieldValue(type, (short) random.nextInt(0x100));
            case SHORT -> new FieldValue(type, (short) random.nextInt());
            case UNSIGNEDSHORT -> new FieldValue(type, random.nextInt(0x10000));
            case SIGNEDINT -> FieldValue.of(random.nextInt());
            case UNSIGNEDINT -> new FieldValue(type, random.nextLong() >>> 32);
            case LONG, TIMESTAMP -> new FieldValue(type, random.nextLong());
            case FLOAT -> new FieldValue(type, random.nextFloat() - 0.5f);
            case DOUBLE -> new FieldValue(type, random.nextGaussian());
            case DECIMAL -> new FieldValue(type, new DecimalValue(random.nextInt(256), random.nextLong() >>> 32));
        };
    }

    private static List<FieldValue> array(Random random, int depth) {
        List<FieldValue> elements = new ArrayList<>();
        for (int i = depth == 0 ? 0 : random.nextInt(4); i > 0; i--) {
            elements.add(value(random, depth - 1));
        }
        return elements;
    }

    /** Each property there or not. */
    static PropertiesBuilder properties(Random random) {
        return MessageProperties.builder()
                .contentType(random.nextBoolean() ? text(random) : null)
                .contentEncoding(random.nextBoolean() ? text(random) : null)
                .headers(random.nextBoolean() ? table(random, 3) : null)
                .deliveryMode(random.nextBoolean() ? (Integer) random.nextInt(256) : null)
                .priority(random.nextBoolean() ? (Integer) random.nextInt(256) : null)
                .correlationId(random.nextBoolean() ? text(random) : null)
                .replyTo(random.nextBoolean() ? text(random) : null)
                .expiration(random.nextBoolean() ? text(random) : null)
                .messageId(random.nextBoolean() ? text(random) : null)
                .timestamp(random.nextBoolean() ? (Long) random.nextLong() : null)
                .type(random.nextBoolean() ? text(random) : null)
                .userId(random.nextBoolean() ? text(random) : null)
                .appId(random.nextBoolean() ? text(random) : null)
                .clusterId(random.nextBoolean() ? text(random) : null);
    }

    /** The same bytes with some of them changed, and perhaps cut or lengthened. */
    static byte[] mutated(byte[] bytes, Random random) {
        byte[] mutant = random.nextInt(3) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length + 8)) : bytes.clone();
        for (int i = random.nextInt(4); i > 0 && mutant.length > 0; i--) {
            mutant[random.nextInt(mutant.length)] = (byte) (random.nextBoolean() ? random.nextInt() : 0xFF);
        }
        return mutant;
    }

    /** The concatenation of texts (as UTF-8) and numbers (as octets). */
    static byte[] wire(Object... parts) {
        ByteBuf out = Unpooled.buffer();
        for (Object part : parts) {
            if (part instanceof Integer octet) {
                out.writeByte(octet);
            } else {
                out.writeCharSequence((String) part, StandardCharsets.UTF_8);
            }
        }
        return contents(out);
    }

    /** All that is readable, copied. */
    static byte[] contents(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }
}
