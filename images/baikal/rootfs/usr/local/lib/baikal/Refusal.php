<?php

namespace BaikalSetup;

/** What stops the setup, said for the person who can change it. */
final class Refusal extends \RuntimeException
{
}
