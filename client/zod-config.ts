import { z } from 'zod'

// Zod would compile its object parsers with `new Function`, which the content security policy forbids. It decides while a schema
// is made, so this stands in a module of its own that main.ts imports before any schema.
z.config({ jitless: true })
