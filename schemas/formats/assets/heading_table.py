"""The headings that inventories use, for each field, the best first.

Sources: NetBox (table export and import forms), ServiceNow (`cmdb_ci`), Maximo (ASSET), Claroty, Nozomi, Armis and
Tenable (asset exports), Splunk's asset lookup; and the words that spreadsheets use in large languages.
Case, accents, spaces and punctuation do not matter: see `normal_heading` in `headings.py`.
"""

HEADINGS: dict[str, tuple[str, ...]] = {
    "id": (
        *("asset id", "id", "assetnum", "asset number", "device id", "asset tag", "resource id", "ci id", "sys id"),
        *("asset", "equipment", "equipment number", "tag number", "inventory number"),
        *("Inventarnummer", "Gerätenummer", "Anlagennummer", "numéro d'inventaire", "número de inventario"),
        *("número de inventário", "numero di inventario", "inventarisnummer", "numer inwentarzowy"),
        *("資産番号", "管理番号", "资产编号", "设备编号"),
    ),
    "ip": (
        *("ip", "ip address", "ips", "ip addresses", "primary ip", "primary ipv4", "primary ip4", "primary ipv6"),
        *("primary ip6", "ipv4", "ipv6", "ipv4 address", "ipv6 address", "ip addr", "nt ip"),
        *("host ip", "device ip", "management ip", "ip v4", "ip v6", "oob ip"),
        *("IP-Adresse", "IP-Adressen", "Adresse IP", "Adresses IP", "Dirección IP"),
        *("Direcciones IP", "Endereço IP", "Endereços IP", "Indirizzo IP", "Indirizzi IP", "IP-adres"),
        *("Adres IP", "Adresy IP", "IPアドレス", "IP地址"),
        *("address", "addresses", "Adresse", "adres"),
    ),
    "mac": (
        *("mac", "mac address", "macs", "mac addresses", "primary mac address", "hardware address", "hwaddr"),
        *("ethernet address", "physical address", "mac addr"),
        *("MAC-Adresse", "MAC-Adressen", "Hardwareadresse", "Physikalische Adresse", "Adresse MAC", "Adresses MAC"),
        *("Adresse physique", "Dirección MAC", "Direcciones MAC", "Dirección física", "Endereço MAC"),
        *("Endereços MAC", "Endereço físico", "Indirizzo MAC", "Indirizzi MAC", "Indirizzo fisico", "MAC-adres"),
        *("Adres MAC", "Adresy MAC", "Adres fizyczny", "MACアドレス", "MAC地址", "物理アドレス"),
    ),
    "name": (
        *("name", "device name", "asset name", "host name", "hostname", "host", "display name", "label", "fqdn"),
        *("dns name", "dns", "computer name", "system name", "nt host", "netbios name", "device", "names", "ci name"),
        *("Gerätename", "Gerät", "Bezeichnung", "Rechnername", "Anlage", "nom", "nom de l'équipement", "équipement"),
        *("nom d'hôte", "nombre", "nombre del equipo", "equipo", "dispositivo", "nome", "nome do dispositivo"),
        *("equipamento", "nome dispositivo", "nome host", "apparecchiatura", "naam", "apparaat", "apparaatnaam"),
        *("hostnaam", "nazwa", "nazwa urządzenia", "urządzenie", "nazwa hosta", "名前", "名称", "機器名", "装置名"),
        *("ホスト名", "设备名称", "主机名"),
    ),
    "zone": (
        *("zone", "security zone", "network zone", "zone name", "virtual zone", "virtual zone name", "segment"),
        *("network segment", "cell", "cell area"),
        *("Netzzone", "Sicherheitszone", "Netzsegment", "Zelle", "zone de sécurité", "zona"),
        *("zona de seguridad", "segmento", "zona de segurança", "zona di sicurezza", "strefa", "ゾーン", "区域"),
    ),
    "purdue_level": (
        *("purdue level", "purdue", "purdue zone", "purdue layer", "purdue model level", "isa95 level", "isa 95 level"),
        *("level", "Purdue-Ebene", "niveau Purdue", "nivel Purdue", "nível Purdue", "livello Purdue", "Purdue-niveau"),
        *("poziom Purdue",),
    ),
    "role": (
        *("role", "device role", "function", "asset type", "ot device type", "device type", "type", "class"),
        *("device class", "asset class", "category", "device category", "sys class name", "class type"),
        *("Rolle", "Funktion", "Gerätetyp", "Geräteart", "Typ", "Art", "rôle", "fonction", "type d'équipement", "rol"),
        *("función", "tipo de dispositivo", "tipo de equipo", "tipo", "função", "papel", "ruolo", "funzione"),
        *("tipo di dispositivo", "functie", "apparaattype", "rola", "funkcja", "typ urządzenia", "役割", "種別"),
        *("角色", "类型"),
    ),
    "site": (
        *("site", "site name", "site id", "plant", "plant name", "plant code", "facility", "facility name", "factory"),
        *("Werk", "Betriebsstätte", "usine", "sitio", "sítio", "sito", "stabilimento", "vestiging", "fabriek"),
        *("zakład", "fábrica", "工場", "拠点", "工厂", "站点"),
    ),
    "location": (
        *("location", "location name", "place", "building", "room", "area", "rack", "floor", "cabinet", "panel"),
        *("Standort", "Ort", "Aufstellort", "Einbauort", "Gebäude", "Raum", "Schrank", "Schaltschrank"),
        *("emplacement", "localisation", "lieu", "bâtiment", "salle", "armoire", "ubicación", "localización"),
        *("edificio", "sala", "armario", "planta", "localização", "local", "prédio", "ubicazione", "posizione"),
        *("armadio", "locatie", "gebouw", "ruimte", "lokalizacja", "budynek", "pomieszczenie", "szafa"),
        *("場所", "設置場所", "位置"),
    ),
    "owner": (
        *("owner", "asset owner", "business owner", "owned by", "managed by", "responsible", "contact", "custodian"),
        *("support group", "assigned to", "Verantwortlich", "Verantwortlicher", "Besitzer", "Eigentümer"),
        *("Ansprechpartner", "propriétaire", "responsable", "propietario", "proprietário", "responsável"),
        *("proprietario", "responsabile", "eigenaar", "verantwoordelijke", "właściciel", "odpowiedzialny"),
        *("担当者", "責任者", "负责人"),
    ),
    "criticality": (
        *("criticality", "device criticality", "asset criticality", "business criticality", "business impact"),
        *("busines criticality", "importance", "Kritikalität", "Wichtigkeit", "criticité", "criticidad", "importancia"),
        *("criticidade", "importância", "criticità", "importanza", "kriticiteit", "krytyczność", "重要度", "重要性"),
        *("priority", "Priorität", "priorité", "prioridad", "prioridade", "priorità", "prioriteit", "priorytet"),
    ),
    "vendor": (
        *("vendor", "manufacturer", "mac vendor", "make", "brand", "vendor name", "manufacturer name"),
        *("Hersteller", "Fabrikat", "fabricant", "constructeur", "fabricante", "proveedor", "fornecedor"),
        *(
            "produttore",
            "fornitore",
            "costruttore",
            "fabrikant",
            "leverancier",
            "producent",
            "メーカー",
            "制造商",
            "厂商",
        ),
    ),
    "model": (
        *("model", "model name", "model number", "model id", "product", "product name", "part number", "order number"),
        *("hardware", "device type", "type", "Modell", "Produkt", "Typenbezeichnung", "Bestellnummer", "Artikelnummer"),
        *("modèle", "produit", "référence", "modelo", "producto", "produto", "modello", "prodotto"),
        *("numer katalogowy", "型式", "型番", "型号"),
    ),
    "firmware": (
        *("firmware", "firmware version", "fw", "fw version", "software version", "version", "os version"),
        *("Firmwareversion", "Firmware-Stand", "Softwarestand", "version du firmware", "versión de firmware"),
        *("versão de firmware", "versione firmware", "firmwareversie", "wersja firmware", "ファームウェア", "固件版本"),
    ),
    "tags": ("tags", "labels", "Schlagworte", "étiquettes", "etiquetas", "etichette", "etykiety", "タグ", "标签"),
    "status": (
        *("status", "lifecycle status", "lifecycle state", "life cycle stage", "lifecycle", "install status"),
        *("operational status", "asset status", "device status", "state", "Zustand", "Betriebsstatus", "statut"),
        *("état", "estado", "situação", "stato", "toestand", "stan", "状態", "状态"),
    ),
    "realm": ("realm",),
}

SECOND_USE: dict[str, tuple[str, str]] = {
    "type": ("model", "role"),
    "device type": ("model", "role"),
}
"""Headings that mean another field (the first) once a better column gives the second: in NetBox's exports `Role` is
what a device does, and `Type` is its model."""

NAMES_WITH_AN_ID = ("description", "Beschreibung", "descripción", "descrição", "descrizione", "omschrijving", "opis")
"""Headings that name a device only where a column `id` tells devices apart (Maximo): many may share a description."""

ONLY_ALONE = ("address", "addresses", "Adresse", "adres")
"""Headings taken for IP addresses only where no better column gives them: they name streets as well."""

WORDS_ONLY = ("priority", "Priorität", "priorité", "prioridad", "prioridade", "priorità", "prioriteit", "priorytet")
"""Columns of criticality whose numbers are not read: a priority of 1 is the highest in most tools, a criticality of 1
the lowest."""
