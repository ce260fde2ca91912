package io.leveret.management.ctl;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The limits at which alarms are raised. */
final class AlarmCommands {
    private static final String GROUP = "Configuration and Environment";
    private static final Pattern SIZE = Pattern.compile("(\\d+)\\s*([kKmMgGtTpP]?)(i?)([bB]?)");

    private AlarmCommands() {}

    static void addTo(CommandTable table) {
        table.add(Command.named("set_disk_free_limit", GROUP, "Sets the disk_free_limit setting")
                .takes("<disk_limit> | mem_relative <fraction>", 1, 2)
                .checking(AlarmCommands::checkDiskLimit)
                .saying(call -> "Setting disk free limit on " + call.node().name() + " to "
                        + (call.arguments().size() == 2
                                ? call.argument(1) + " times the total RAM ..."
                                : call.argument(0) + " bytes ..."))
                .doing(call -> {
                    if (call.arguments().size() == 2) {
                        call.broker().alarms().diskFreeLimit(Double.parseDouble(call.argument(1)));
                    } else {
                        call.broker().alarms().diskFreeLimitBytes(bytes(call.argument(0)));
                    }
                    return Result.NOTHING;
                }));
        table.add(Command.named("set_vm_memory_high_watermark", GROUP, "Sets the vm_memory_high_watermark setting")
                .takes("<fraction> | absolute <value>", 1, 2)
                .checking(AlarmCommands::checkWatermark)
                .saying(call -> "Setting memory threshold on " + call.node().name() + " to "
                        + (call.arguments().size() == 2 ? call.argument(1) + " bytes ..." : call.argument(0) + " ..."))
                .doing(call -> {
                    if (call.arguments().size() == 2) {
                        call.broker().alarms().memoryWatermarkBytes(bytes(call.argument(1)));
                    } else {
                        call.broker().alarms().memoryWatermark(Double.parseDouble(call.argument(0)));
                    }
                    return Result.NOTHING;
                }));
    }

    private static void checkDiskLimit(Invocation call) throws BadUsage {
        if (call.arguments().size() == 2) {
            if (!call.argument(0).equals("mem_relative")) {
                throw bad("");
            }
            fraction(call.argument(1));
        } else {
            bytes(call.argument(0));
        }
    }

    private static void checkWatermark(Invocation call) throws BadUsage {
        if (call.arguments().size() == 2) {
            if (!call.argument(0).equals("absolute")) {
                throw bad("");
            }
            bytes(call.argument(1));
        } else if (fraction(call.argument(0)) > 1) {
            throw bad(" The threshold should be a fraction between 0.0 and 1.0");
        }
    }

    private static double fraction(String text) throws BadUsage {
        try {
            double fraction = Double.parseDouble(text);
            if (fraction >= 0 && !Double.isInfinite(fraction)) {
                return fraction;
            }
        } catch (NumberFormatException e) {
            throw bad("");
        }
        throw bad(" The threshold should be a fraction between 0.0 and 1.0");
    }

    /** A number of bytes, with RabbitMQ's units: kB and kiB, MB and MiB, and so on. */
    private static long bytes(String text) throws BadUsage {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw bad("");
        }
        long unit = size.group(3).isEmpty() && !size.group(4).isEmpty() ? 1000 : 1024;
        int power = size.group(2).isEmpty() ? 0 : "kmgtp".indexOf(size.group(2).toLowerCase(Locale.ROOT)) + 1;
        try {
            long bytes = Long.parseLong(size.group(1));
            for (int i = 0; i < power; i++) {
                bytes = Math.multiplyExact(bytes, unit);
            }
            return bytes;
        } catch (ArithmeticException | NumberFormatException e) {
            throw bad("");
        }
    }

    private static BadUsage bad(String detail) {
        return new BadUsage(ExitCode.DATA, "Bad argument." + detail);
    }
}
